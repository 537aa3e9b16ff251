// What a command on a host said last: for messages, which have room for a few lines.

import type { Output } from '../../module.js';

/** One sentence for a step that exited non-zero: its own last words, if it had any. */
export function failureMessage(output: Output): string {
  const words = lastLines(output.stderr.toString(), 6) || lastLines(output.stdout.toString(), 6);
  return words ? `exit ${output.code}: ${words}` : `exit ${output.code}, without a word`;
}

/** The last lines of a text that hold something, joined. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count)
    .join('\n');
}
