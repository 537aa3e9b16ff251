// Single encrypted values as they stand in a YAML file: a block of armored text under `!secret |`.

import type { LocatedScalar } from '../yaml/located.js';

/** What is pasted after `name: ` in a YAML file. Blank before each line: deeper than any key it may stand under. */
export function secretBlock(armored: string): string {
  return `!secret |\n${armored.replace(/^(?=.)/gm, '          ')}`;
}

/**
 * A YAML file with other cipher texts in its blocks; everything else in it stays as it is.
 *
 * @param values the scalars with their new text
 * @returns undefined for the first value that is no block of lines, such as one in quotes
 */
export function replaceBlocks(
  source: string,
  values: ReadonlyMap<LocatedScalar, string>,
):
  | { readonly kind: 'replaced'; readonly text: string }
  | { readonly kind: 'no_block'; readonly value: LocatedScalar } {
  const lines = source.split('\n');
  // From the end, so that the lines before a block keep their numbers.
  const fromEnd = [...values].sort(([a], [b]) => b.place.line - a.place.line);
  for (const [value, armored] of fromEnd) {
    const first = value.place.line - 1;
    const old = value.text.trimEnd().split('\n');
    const indent = ' '.repeat(value.place.column - 1);
    const standsThere = old.every(
      (line, index) => lines[first + index]?.trimEnd() === indent + line.trimEnd(),
    );
    if (!standsThere) return { kind: 'no_block', value };
    lines.splice(
      first,
      old.length,
      ...armored
        .trimEnd()
        .split('\n')
        .map((line) => indent + line),
    );
  }
  return { kind: 'replaced', text: lines.join('\n') };
}
