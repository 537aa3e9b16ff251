// An identity file that is itself encrypted, as `age -p` makes it: whoever steals the file has nothing yet.

import { fail } from '../problem.js';
import { armorOf, decryptAge, wantsPassphrase } from './age.js';
import { openText } from './opened.js';
import { passwordOpener } from './passwords.js';
import { sealOf } from './seal.js';

/**
 * The text of an identity file, armored, binary or plain.
 *
 * @param ask for the passphrase; undefined where nobody can be asked
 * @throws ProblemError where it stays closed
 */
export async function openIdentityFile(
  bytes: Uint8Array,
  file: string,
  ask: (question: string) => Promise<string | undefined>,
): Promise<string> {
  const text = Buffer.from(bytes).toString();
  const sealed = sealOf(text) === 'age' ? text : await armorOf(bytes);
  if (sealed === undefined) return text;
  const name = `the identity file ${file}`;
  if (!wantsPassphrase(sealed)) return fail(`${name} is encrypted, and not with a passphrase`);
  const open = passwordOpener({
    word: 'passphrase',
    advice: 'run it at a terminal, or keep the identity plain on a disk that is encrypted',
    known: async () => [],
    ask,
    open: (armored, passphrase) => decryptAge(armored, { kind: 'passphrase', passphrase }),
  });
  const opened = await openText(open, sealed, name);
  return opened.kind === 'opened'
    ? opened.text
    : fail(`${name}: ${opened.message}`, undefined, opened.advice);
}
