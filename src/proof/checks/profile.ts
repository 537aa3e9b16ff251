// Mozilla's intermediate profile (guideline 5.8 and later: no DHE): what a server may offer to clients of today.
// https://wiki.mozilla.org/Security/Server_Side_TLS

export const PROTOCOLS: readonly string[] = ['TLSv1.2', 'TLSv1.3'];

/** OpenSSL's names. */
const CIPHERS: readonly string[] = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** What the profile had besides until guideline 5.7: with DH parameters, for clients without elliptic curves. */
const DHE_CIPHERS: readonly string[] = ['DHE-RSA-AES128-GCM-SHA256', 'DHE-RSA-AES256-GCM-SHA384'];

/** @param dhe those with DH parameters are meant to be there */
export function ciphersOf({ dhe }: { readonly dhe: boolean }): readonly string[] {
  return dhe ? [...CIPHERS, ...DHE_CIPHERS] : CIPHERS;
}
