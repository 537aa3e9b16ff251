// How two texts differ: `+3 -1 lines`, or the unified diff that --diff asks for.

import { type StructuredPatch, structuredPatch } from 'diff';
import type { Field } from '../change.js';
import { visible } from './escape.js';
import type { Style } from './style.js';

type Texts = NonNullable<Field['texts']>;

/** Longer searches would hold up the hosts: the report shares their process. */
const limits = { context: 3, timeout: 200, maxEditLength: 5_000 } as const;

/** A fleet often gets one and the same text: it is compared once. Oldest first, and few. */
const compared = new Map<string, StructuredPatch | undefined>();
const comparedLimit = 16;

/** `+3 -1 lines`; undefined where the texts differ too much to be compared in time. */
export function diffSummary(texts: Texts): string | undefined {
  const patch = compareTexts(texts);
  if (!patch) return undefined;
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return `+${count('+')} -${count('-')} lines`;
}

/** A unified diff of what is called so, every line safe to show; undefined as for `diffSummary`. */
export function diffLines(texts: Texts, style: Style, object?: string): string[] | undefined {
  const patch = compareTexts(texts);
  if (!patch) return undefined;
  const what = object === undefined ? '' : `${visible(object)} `;
  const heads = [style('red', `--- ${what}on the host`), style('green', `+++ ${what}wanted`)];
  return [
    ...heads,
    ...patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      style('cyan', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
      ...lines.map((line) => diffLine(line, style)),
    ]),
  ];
}

/** A tab is shown as an arrow, so that it does not look like the spaces that it replaces. */
function diffLine(line: string, style: Style): string {
  const shown = line.split('\t').map(visible).join('→   ');
  if (line.startsWith('+')) return style('green', shown);
  if (line.startsWith('-')) return style('red', shown);
  return line.startsWith('\\') ? style('dim', shown) : shown;
}

function compareTexts({ before, after }: Texts): StructuredPatch | undefined {
  const key = JSON.stringify([before, after]);
  if (compared.has(key)) return compared.get(key);
  const patch = structuredPatch('', '', before, after, undefined, undefined, limits);
  compared.set(key, patch);
  for (const oldest of compared.keys()) {
    if (compared.size <= comparedLimit) break;
    compared.delete(oldest);
  }
  return patch;
}
