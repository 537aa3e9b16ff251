// A block of lines between two marker lines: put in, replaced or removed, as Ansible's blockinfile does it.

import { readPattern } from './pattern.js';

export interface WantedBlock {
  readonly state: 'present' | 'absent';
  readonly block: string;
  readonly marker: string;
  readonly marker_begin: string;
  readonly marker_end: string;
  readonly insertafter?: string | undefined;
  readonly insertbefore?: string | undefined;
  readonly prepend_newline: boolean;
  readonly append_newline: boolean;
}

/** @throws PatternError */
export function editBlock(text: string, wanted: WantedBlock): string {
  const lines = linesOf(text);
  const block = blockOf(wanted);
  const [first = '', last = ''] = markersOf(wanted);
  const [begin, end] = [lines.lastIndexOf(first), lines.findLastIndex(isLine(last))];
  const isThere = begin >= 0 && end >= 0;
  if (!isThere && block.length === 0) return text;
  const at = isThere ? Math.min(begin, end) : placeFor(text, lines, wanted);
  const rest = lines.slice(isThere ? Math.max(begin, end) + 1 : at);
  return join(ended(lines.slice(0, at)), block, rest, wanted);
}

/** As Python's splitlines does for bytes: a line ends in \n, \r or \r\n, which it keeps. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

/** An empty block is none, and its markers go. */
function blockOf(wanted: WantedBlock): readonly string[] {
  const { state, block } = wanted;
  if (state === 'absent' || block === '') return [];
  const [begin = '', end = ''] = markersOf(wanted);
  return [begin, block.endsWith('\n') ? block : `${block}\n`, end];
}

function markersOf({ marker, marker_begin, marker_end }: WantedBlock): readonly string[] {
  return [marker_begin, marker_end].map((word) => `${marker.replaceAll('{mark}', () => word)}\n`);
}

/** An end marker may be the last line of a file, and lack its line feed. */
function isLine(marker: string): (line: string, at: number, lines: readonly string[]) => boolean {
  return (line, at, lines) => line === marker || (at === lines.length - 1 && `${line}\n` === marker);
}

function placeFor(text: string, lines: readonly string[], wanted: WantedBlock): number {
  const { insertafter, insertbefore } = wanted;
  if (insertbefore === 'BOF') return 0;
  const beside = insertafter === 'EOF' ? undefined : (insertafter ?? insertbefore);
  if (beside === undefined) return lines.length;
  const pattern = readPattern(beside, { alphabet: 'bytes' });
  const found = isMultiline(beside)
    ? lineOf(text, pattern, insertbefore === undefined)
    : lines.findLastIndex((line) => line.search(pattern) >= 0);
  if (found < 0) return lines.length;
  return Math.min(insertbefore === undefined ? found + 1 : found, lines.length);
}

/** A pattern with the flag m is sought in the whole text. */
function isMultiline(source: string): boolean {
  return /^\(\?[aiLsux]*m/.test(source);
}

function lineOf(text: string, pattern: RegExp, isAfter: boolean): number {
  const [match] = text.matchAll(pattern);
  if (!match) return -1;
  return text.slice(0, match.index + (isAfter ? match[0].length : 0)).split('\n').length - 1;
}

function ended(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1);
  return last === undefined || last.endsWith('\n') ? lines : lines.with(-1, `${last}\n`);
}

function join(
  before: readonly string[],
  block: readonly string[],
  after: readonly string[],
  { state, prepend_newline, append_newline }: WantedBlock,
): string {
  const isEmptied = state === 'absent';
  const above = !isEmptied && prepend_newline && before.length > 0 && before.at(-1) !== '\n' ? ['\n'] : [];
  const below = !isEmptied && append_newline && after.length > 0 && after[0] !== '\n' ? ['\n'] : [];
  return [...before, ...above, ...block, ...below, ...after].join('');
}
