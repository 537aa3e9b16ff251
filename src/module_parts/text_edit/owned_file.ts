// A file that may stand in the home of a user. It is read as the one to whom the way there belongs: a link that a user puts there shows
// root nothing that the user may not read.

import type { Output } from '../../module.js';
import { through, withDoor } from '../../shell/door/door.js';

/** Bytes: a larger file is not edited. */
const LARGEST = 4 * 1024 * 1024;

/** sh that prints, last of all, the text of the file at `$p`, where there is one. */
export function printOwned(unsafe: boolean): string {
  return `if [ -f "$p" ]; then (
  ${withDoor([printFunction], through({ path: { sh: '"$p"' }, at: 'follow', unsafe }, 'hw_print'))}
) || exit 1; fi`;
}

const printFunction = `hw_print() {
[ "$(($(wc -c < "$n")))" -le ${LARGEST} ] || { printf '%s is larger than 4 MiB\\n' "$hw_real" >&2; return 1; }
echo text=; cat "$n"
}`;

const textMark = '\ntext=\n';

/** What was printed before the text, and the text; null: there is no file. */
export function splitOwned(output: Output): { readonly head: Output; readonly content: Buffer | null } {
  const at = output.stdout.indexOf(textMark);
  const head = { ...output, stdout: at < 0 ? output.stdout : output.stdout.subarray(0, at) };
  return { head, content: at < 0 ? null : output.stdout.subarray(at + textMark.length) };
}
