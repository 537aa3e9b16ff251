// `hostwright secrets encrypt`: a file in place, or a value as a block to paste into a YAML file.

import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { localFiles } from '../../files/files.js';
import { writeWhole } from '../../files/write.js';
import { fail } from '../../problem.js';
import { askHidden } from '../../process/ask.js';
import { encryptAge } from '../../secrets/age.js';
import { secretBlock } from '../../secrets/inline.js';
import { sealOf } from '../../secrets/seal.js';
import { lockFor, readersOf } from './recipients.js';

interface EncryptOptions {
  readonly passphrase?: true;
}

export async function encryptFile(file: string | undefined, options: EncryptOptions): Promise<void> {
  if (file === undefined)
    return fail('there is nothing to encrypt', undefined, 'name a file, or use --value');
  const plain = localFiles([]).bytes(file);
  const seal = sealOf(plain.toString('latin1'));
  if (seal === 'age')
    fail(`${file} is encrypted already`, undefined, 'hostwright secrets rotate does it anew');
  if (seal === 'vault') {
    const advice = 'it can stay so, or be decrypted first';
    fail(`${file} is a file of Ansible Vault`, undefined, advice);
  }
  const lock = await lockFor(dirname(file), options);
  writeWhole(file, await encryptAge(plain, lock), 0o600);
  process.stderr.write(`${file} is encrypted. What it was may still be in backups and version control.\n`);
  process.stderr.write(`${readersOf(lock)}\n`);
}

export async function encryptValue(file: string | undefined, options: EncryptOptions): Promise<void> {
  if (file !== undefined) fail('--value reads standard input, not a file', undefined, `leave out ${file}`);
  const lock = await lockFor('.', options);
  const value = (await askHidden('Value:')) ?? withoutNewline(await text(process.stdin));
  if (value === '') fail('the value is empty');
  process.stdout.write(secretBlock(await encryptAge(Buffer.from(value), lock)));
  process.stderr.write(`${readersOf(lock)}\n`);
}

/** `echo` ends its line, and nobody means that; a text of several lines, such as a key, stays as it is. */
function withoutNewline(value: string): string {
  return /^[^\n]*\n$/.test(value) ? value.slice(0, -1) : value;
}
