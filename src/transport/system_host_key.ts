// A host key that the system's ssh does not know: it is looked at, and judged by the same rules as in the built-in client.

import { readFile } from 'node:fs/promises';
import { Unreachable } from '../connection.js';
import type { HostKeyCheck } from './host_key.js';
import { Lacking } from './lacking.js';
import type { MasterQuestion } from './system_arguments.js';
import type { UnknownKey } from './system_error.js';
import { connect } from './system_login.js';
import { TurnedAway } from './turned_away.js';
import { field, fieldsOf } from './wire.js';

/**
 * Asks for the key once more, in a connection that ends before the login, and has it accepted and added.
 *
 * @param question with `showKeyIn`
 * @throws Unreachable where it is not accepted; `unknown` where ssh cannot tell (before OpenSSH 8.5)
 */
export async function acceptHostKey(
  question: MasterQuestion & { readonly showKeyIn: string },
  hostKey: HostKeyCheck,
  unknown: UnknownKey,
  signal: AbortSignal,
): Promise<void> {
  await connect(question, signal).catch((error: unknown) => {
    if (!(error instanceof Unreachable) || error instanceof TurnedAway) throw error;
  });
  const key = shownKey(await readFile(question.showKeyIn, 'latin1').catch(() => ''));
  if (!key) throw unknown;
  try {
    await hostKey.accept(key);
  } catch (error) {
    if (!(error instanceof Lacking)) throw error;
    // ssh has looked at the certificate, if there is one.
    throw new Unreachable(error.message, 'Sign the key of the host with that authority: ssh-keygen -s.');
  }
}

/** The key in the last line that ssh has filled in: \`TYPE BASE64\`. Of a certificate, the key that it certifies. Pure. */
export function shownKey(lines: string): Buffer | undefined {
  const line = lines.trim().split('\n').at(-1) ?? '';
  const [type = '', encoded = ''] = line.split(' ');
  const blob = Buffer.from(encoded, 'base64');
  const plain = /^(.+)-cert-v01@openssh\.com$/.exec(type)?.[1];
  if (blob.length < 8) return undefined;
  if (plain === undefined) return blob;
  // The type and a nonce come before the fields of the key (PROTOCOL.certkeys).
  const own = fieldsOf(blob).slice(2, 2 + (FIELDS[plain] ?? 1));
  return Buffer.concat([Buffer.from(plain), ...own].map(field));
}

/** How many fields a public key has after its type: a point of ed25519; the curve and a point; exponent and modulus. */
const FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'ssh-rsa': 2,
};
