// age: the format that hostwright's own secrets are kept in (https://age-encryption.org/v1), always armored.
//
// The library is loaded when there is something to open or to seal: it costs 0.1 s, and most runs have no secrets.

import type { Opening } from './seal.js';

/** Who can open it: the holders of identities, or whoever knows a passphrase. age does not mix the two. */
export type Lock =
  | { readonly kind: 'recipients'; readonly recipients: readonly string[] }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/** What is tried to open it. */
export type Key =
  | { readonly kind: 'identities'; readonly identities: readonly string[] }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/** @returns armored text with a final newline */
export async function encryptAge(plain: Uint8Array, lock: Lock): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  if (lock.kind === 'passphrase') encrypter.setPassphrase(lock.passphrase);
  else for (const recipient of lock.recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(plain));
}

export async function decryptAge(armored: string, key: Key): Promise<Opening> {
  const { armor, Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  if (key.kind === 'passphrase') decrypter.addPassphrase(key.passphrase);
  else for (const identity of key.identities) decrypter.addIdentity(identity);
  try {
    return { kind: 'opened', bytes: Buffer.from(await decrypter.decrypt(armor.decode(armored))) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // The library has no error classes; its words are pinned by its exact version (proof: test/secrets/age.test.ts).
    return /no identity matched/.test(why) ? { kind: 'wrong_key' } : { kind: 'damaged', why };
  }
}

/** What `age` writes without -a, as armored text; undefined for what is no such file. */
export async function armorOf(bytes: Uint8Array): Promise<string | undefined> {
  if (!Buffer.from(bytes).toString('latin1').startsWith('age-encryption.org/v1\n')) return undefined;
  const { armor } = await import('age-encryption');
  return armor.encode(bytes);
}

/** Whether a passphrase opens it, as the first stanza of its header says; identities are of no use then. */
export function wantsPassphrase(armored: string): boolean {
  const body = armored.trim().split(/\r?\n/).slice(1, 3).join('');
  return Buffer.from(body, 'base64').toString('latin1').startsWith('age-encryption.org/v1\n-> scrypt ');
}

/** A new X25519 key pair. */
export async function makeIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** @throws Error for what is no identity; the message does not quote it */
export async function recipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption');
  return identityToRecipient(identity);
}

/** Whether it is an X25519 recipient with a good checksum: a mistyped one would lock everybody out. */
export async function isRecipient(text: string): Promise<boolean> {
  const { Encrypter } = await import('age-encryption');
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}
