// `hostwright secrets rotate`: everything encrypted anew for the recipients of today, with fresh keys.
//
// Who was a recipient keeps what he has read: values that he must not know any more have to be changed themselves.

import { dirname } from 'node:path';
import { localFiles } from '../../files/files.js';
import { writeWhole } from '../../files/write.js';
import type { KeyOptions } from '../../options/keys.js';
import { fail, type Place } from '../../problem.js';
import { keySources } from '../../project/keys.js';
import { encryptAge, type Lock } from '../../secrets/age.js';
import { replaceBlocks } from '../../secrets/inline.js';
import type { Opener } from '../../secrets/opened.js';
import { openerWith } from '../../secrets/opener.js';
import { sealOf } from '../../secrets/seal.js';
import type { LocatedScalar } from '../../yaml/located.js';
import { parseYaml } from '../../yaml/parse.js';
import { scalarsIn } from '../../yaml/rewrite.js';
import { lockFor, readersOf } from './recipients.js';

/** @throws ProblemError before any file is written, when one of them cannot be */
export async function rotate(files: readonly string[], options: KeyOptions): Promise<void> {
  const open = openerWith(keySources(options));
  const readers = new Set<string>();
  const rotated: { readonly file: string; readonly text: string }[] = [];
  for (const file of files) {
    const text = localFiles([]).text(file);
    const lock = await lockFor(dirname(file), {});
    readers.add(readersOf(lock));
    const again = sealOf(text) === undefined ? rotateValues : rotateText;
    rotated.push({ file, text: await again(text, { file, line: 1, column: 1 }, open, lock) });
  }
  for (const { file, text } of rotated) writeWhole(file, text, 0o600);
  process.stderr.write(`Encrypted anew: ${files.join(', ')}\n`);
  for (const told of readers) process.stderr.write(`${told}\n`);
}

async function rotateText(text: string, place: Place, open: Opener, lock: Lock): Promise<string> {
  if (sealOf(text) === 'vault') fail('this is of Ansible Vault', place, 'ansible-vault rekey changes it');
  const opened = await open(text, `${place.file}:${place.line}`);
  if (opened.kind === 'locked') return fail(opened.message, place, opened.advice);
  return encryptAge(opened.bytes, lock);
}

async function rotateValues(text: string, start: Place, open: Opener, lock: Lock): Promise<string> {
  const scalars = parseYaml(text, start.file, 'playbook').documents.flatMap(scalarsIn);
  const values = scalars.filter((scalar) => scalar.sealed && sealOf(scalar.text) === 'age');
  if (values.length === 0) fail('there is nothing here that age encrypted', start);
  const anew = new Map<LocatedScalar, string>();
  for (const value of values) anew.set(value, await rotateText(value.text, value.place, open, lock));
  const replaced = replaceBlocks(text, anew);
  if (replaced.kind === 'replaced') return replaced.text;
  return fail(
    'this value is not in a block of lines',
    replaced.value.place,
    'write it as !secret | and its lines',
  );
}
