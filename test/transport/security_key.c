/*
 * A FIDO authenticator in software, for tests: what OpenSSH loads as SecurityKeyProvider (PROTOCOL.u2f of OpenSSH, "SSH
 * U2F/FIDO middleware"). Makes and uses ed25519-sk keys. The key handle is the private key itself, so nothing is kept;
 * there is nobody to touch it, so it never says that somebody did. No PIN, no resident keys, no attestation.
 */

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEY = 32, SIGNATURE = 64, ED25519 = 1, FAILED = -1, UNSUPPORTED = -2 };

struct sk_option;

struct sk_enroll_response {
  uint8_t flags;
  uint8_t *public_key;
  size_t public_key_len;
  uint8_t *key_handle;
  size_t key_handle_len;
  uint8_t *signature;
  size_t signature_len;
  uint8_t *attestation_cert;
  size_t attestation_cert_len;
  uint8_t *authdata;
  size_t authdata_len;
};

struct sk_sign_response {
  uint8_t flags;
  uint32_t counter;
  uint8_t *sig_r;
  size_t sig_r_len;
  uint8_t *sig_s;
  size_t sig_s_len;
};

uint32_t sk_api_version(void) { return 0x000a0000; }

int sk_enroll(uint32_t algorithm, const uint8_t *challenge, size_t challenge_length, const char *application,
    uint8_t flags, const char *pin, struct sk_option **options, struct sk_enroll_response **answer) {
  if (algorithm != ED25519) return UNSUPPORTED;
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  struct sk_enroll_response *made = calloc(1, sizeof *made);
  if (!key || !made) return FAILED;
  made->flags = flags;
  made->public_key = malloc(made->public_key_len = KEY);
  made->key_handle = malloc(made->key_handle_len = KEY);
  made->signature = calloc(1, made->signature_len = 1); /* none, but ssh insists on the field */
  if (!EVP_PKEY_get_raw_public_key(key, made->public_key, &made->public_key_len)) return FAILED;
  if (!EVP_PKEY_get_raw_private_key(key, made->key_handle, &made->key_handle_len)) return FAILED;
  EVP_PKEY_free(key);
  *answer = made;
  return 0;
}

/* Signs SHA256(application), flags, counter (big-endian) and SHA256(data): PROTOCOL.u2f, "SSH U2F Signatures". */
int sk_sign(uint32_t algorithm, const uint8_t *data, size_t length, const char *application, const uint8_t *handle,
    size_t handle_length, uint8_t flags, const char *pin, struct sk_option **options,
    struct sk_sign_response **answer) {
  if (algorithm != ED25519 || handle_length != KEY) return UNSUPPORTED;
  EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, handle, KEY);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  struct sk_sign_response *made = calloc(1, sizeof *made);
  if (!key || !context || !made) return FAILED;
  made->counter = (uint32_t)time(NULL);
  made->sig_r = malloc(made->sig_r_len = SIGNATURE);

  uint8_t text[2 * SHA256_DIGEST_LENGTH + 5], *end = text + SHA256_DIGEST_LENGTH;
  SHA256((const uint8_t *)application, strlen(application), text);
  *end++ = made->flags;
  for (int shift = 24; shift >= 0; shift -= 8) *end++ = (uint8_t)(made->counter >> shift);
  SHA256(data, length, end);

  int signs = EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
      EVP_DigestSign(context, made->sig_r, &made->sig_r_len, text, sizeof text) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  *answer = made;
  return signs ? 0 : FAILED;
}

int sk_load_resident_keys(const char *pin, struct sk_option **options, void ***keys, size_t *count) {
  return UNSUPPORTED;
}
