// `hostwright secrets decrypt`: what is encrypted, on standard output, and nowhere else.

import { text } from 'node:stream/consumers';
import { localFiles } from '../../files/files.js';
import type { KeyOptions } from '../../options/keys.js';
import { fail } from '../../problem.js';
import { keySources } from '../../project/keys.js';
import { openerWith } from '../../secrets/opener.js';
import { sealOf } from '../../secrets/seal.js';

export async function decrypt(file: string | undefined, options: KeyOptions): Promise<void> {
  const name = file ?? 'standard input';
  const sealed = file === undefined ? unindented(await text(process.stdin)) : localFiles([]).text(file);
  if (sealOf(sealed) === undefined) {
    const advice = 'a single value is read from standard input: paste its block there';
    fail(`${name} is not encrypted`, undefined, advice);
  }
  const opened = await openerWith(keySources(options))(sealed, name);
  if (opened.kind === 'locked') return fail(`${name}: ${opened.message}`, undefined, opened.advice);
  if (process.stdout.isTTY && hasControls(opened.bytes)) {
    fail('what is encrypted is not for a terminal', undefined, 'send the output to a file');
  }
  process.stdout.write(opened.bytes);
}

/** A block as it stands in a YAML file, with or without its `name: !secret |`. */
function unindented(block: string): string {
  return block.replace(/^.*!(secret|vault)\b.*\n/, '').replace(/^[ \t]+/gm, '');
}

/** Escape sequences could do to the terminal what they like. */
function hasControls(bytes: Buffer): boolean {
  return /[^\t\n\r\x20-\x7e\u00a0-\uffff]/.test(bytes.toString());
}
