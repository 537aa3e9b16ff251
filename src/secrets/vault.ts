// Ansible Vault 1.1 and 1.2, read only: so that existing vars files and `!vault` values work as they are.
//
// The format: https://docs.ansible.com/ansible/latest/vault_guide/vault_using_encrypted_content.html, "Ansible Vault
// payload format". It is a few calls of node:crypto; the npm package for it answers text where the content may be
// bytes. Proof against files that ansible-vault made: test/secrets/vault.test.ts.

import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Opening } from './seal.js';

const iterations = 10_000;
const blockSize = 16;

/**
 * The label of 1.2 only hints at the password that is meant, so it is not looked at. A damaged file and a wrong
 * password look the same.
 */
export async function decryptVault(text: string, password: string): Promise<Opening> {
  const [header = '', ...lines] = text.trim().split(/\s*\n\s*/);
  if (!/^\$ANSIBLE_VAULT;1\.[12];AES256(;.*)?$/.test(header)) {
    return { kind: 'damaged', why: 'only the versions 1.1 and 1.2 with AES256 are known' };
  }
  const parts = unhexlify(lines.join('')).toString('latin1').split('\n').map(unhexlify);
  const [salt, mac, sealed] = parts;
  if (!salt || !mac || !sealed || parts.length !== 3) return { kind: 'damaged', why: 'it is not whole' };

  const derived = await promisify(pbkdf2)(password, salt, iterations, 80, 'sha256');
  const [key, macKey, counter] = [derived.subarray(0, 32), derived.subarray(32, 64), derived.subarray(64)];
  const expected = createHmac('sha256', macKey).update(sealed).digest();
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return { kind: 'wrong_key' };

  const decipher = createDecipheriv('aes-256-ctr', key, counter);
  return unpad(Buffer.concat([decipher.update(sealed), decipher.final()]));
}

/** Stops at the first character that is no hex digit. */
function unhexlify(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** PKCS #7 (RFC 5652, 6.3). */
function unpad(padded: Buffer): Opening {
  const length = padded.at(-1) ?? 0;
  const padding = padded.subarray(padded.length - length);
  const isPadding = length >= 1 && length <= blockSize && padding.every((byte) => byte === length);
  if (!isPadding) return { kind: 'damaged', why: 'its padding is wrong' };
  return { kind: 'opened', bytes: padded.subarray(0, padded.length - length) };
}
