// For whom secrets are encrypted: a list that belongs to the project, beside its files, or whoever knows a passphrase.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { localFiles } from '../../files/files.js';
import { fail } from '../../problem.js';
import { askHidden } from '../../process/ask.js';
import type { Lock } from '../../secrets/age.js';
import { readRecipients } from '../../secrets/identity.js';

/** In the project's folder; found from every folder below it. */
export const recipientsName = join('.hostwright', 'recipients.txt');

/** A lock, and the file that names its recipients. */
export type NamedLock =
  | Extract<Lock, { readonly kind: 'passphrase' }>
  | (Extract<Lock, { readonly kind: 'recipients' }> & { readonly file: string });

/** @param folder of the file that is encrypted. @throws ProblemError when there are no recipients */
export async function lockFor(folder: string, options: { readonly passphrase?: true }): Promise<NamedLock> {
  if (options.passphrase) return { kind: 'passphrase', passphrase: await askTwice() };
  const file = findRecipients(resolve(folder));
  if (file === undefined) {
    const advice = 'hostwright secrets init makes one; or use --passphrase';
    return fail(`there is no ${recipientsName} in ${resolve(folder)} or above it`, undefined, advice);
  }
  const recipients = await readRecipients(localFiles([]).text(file), file);
  return { kind: 'recipients', recipients, file };
}

/** Who can read what is encrypted so, for people: whoever finds a stranger there can still stop. */
export function readersOf(lock: NamedLock): string {
  if (lock.kind === 'passphrase') return 'It can be read with the passphrase.';
  const { recipients, file } = lock;
  return [`It can be read with the identity of (${file}):`, ...recipients.map((each) => `  ${each}`)].join(
    '\n',
  );
}

function findRecipients(folder: string): string | undefined {
  const file = join(folder, recipientsName);
  if (existsSync(file)) return file;
  const above = dirname(folder);
  return above === folder ? undefined : findRecipients(above);
}

async function askTwice(): Promise<string> {
  const passphrase = await askHidden('New passphrase:');
  if (passphrase === undefined) return fail('a passphrase is asked for at a terminal, and this is none');
  if (passphrase === '') return fail('the passphrase is empty');
  const again = await askHidden('The same again:');
  return again === passphrase ? passphrase : fail('the two passphrases differ');
}
