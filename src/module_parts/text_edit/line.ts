// One line of a text: put in, replaced or removed, as Ansible's lineinfile does it.

import { readPattern } from './pattern.js';
import { expand } from './replacement.js';

/** The texts hold a byte in each character, and so do all texts in here (src/module_parts/text_edit/edited_file.ts). */
export interface WantedLine {
  readonly state: 'present' | 'absent';
  readonly line?: string | undefined;
  readonly regexp?: string | undefined;
  readonly search_string?: string | undefined;
  readonly insertafter?: string | undefined;
  readonly insertbefore?: string | undefined;
  readonly backrefs: boolean;
  readonly firstmatch: boolean;
}

type Test = (line: string) => boolean;

/** @throws PatternError */
export function editLine(text: string, wanted: WantedLine): string {
  const lines = linesOf(text);
  return (wanted.state === 'absent' ? without(lines, wanted) : withLine(lines, wanted)).join('');
}

/** Each with its line feed; a file that ends without one has a last line without one. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function without(lines: readonly string[], wanted: WantedLine): readonly string[] {
  const isMeant = sought(wanted) ?? isSame(wanted.line ?? '');
  return lines.filter((line) => !isMeant(line));
}

function withLine(lines: readonly string[], wanted: WantedLine): readonly string[] {
  const { line = '', backrefs, firstmatch } = wanted;
  const isMeant = sought(wanted);
  const matched = isMeant ? find(lines, isMeant, firstmatch) : -1;
  if (matched >= 0) return replaced(lines, matched, backrefs ? referring(lines[matched], wanted) : line);
  const isWanted = isSame(line);
  const beside = besideWhich(wanted);
  const isBeside: Test = (one) => beside?.(one) === true && !isWanted(one);
  const first = firstmatch ? lines.findIndex(isBeside) : -1;
  const same = (first < 0 ? lines : lines.slice(0, first)).findLastIndex(isWanted);
  if (same >= 0) return replaced(lines, same, line);
  return backrefs ? lines : inserted(lines, wanted, find(lines, isBeside, firstmatch));
}

/** What the line to replace is found by; undefined: by nothing but itself. */
function sought({ regexp, search_string }: WantedLine): Test | undefined {
  if (regexp !== undefined) return matching(regexp);
  return search_string === undefined ? undefined : (line) => line.includes(search_string);
}

function matching(regexp: string): Test {
  const pattern = readPattern(regexp, { alphabet: 'bytes' });
  return (line) => line.search(pattern) >= 0;
}

function isSame(wanted: string): Test {
  return (line) => withoutEnd(line) === wanted;
}

function withoutEnd(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}

function find(lines: readonly string[], test: Test, isFirst: boolean): number {
  return isFirst ? lines.findIndex(test) : lines.findLastIndex(test);
}

function replaced(lines: readonly string[], at: number, line: string): readonly string[] {
  return lines.with(at, line.endsWith('\n') ? line : `${line}\n`);
}

function referring(found: string | undefined, { regexp, line = '' }: WantedLine): string {
  const [match] = (found ?? '').matchAll(readPattern(regexp ?? '', { alphabet: 'bytes' }));
  return match ? expand(line, match) : line;
}

/** What the line is put beside; undefined: the beginning, or the end. */
function besideWhich({ insertafter, insertbefore }: WantedLine): Test | undefined {
  const pattern = insertafter ?? insertbefore;
  const isPlace = pattern === 'BOF' || (pattern === 'EOF' && insertafter !== undefined);
  return pattern === undefined || isPlace ? undefined : matching(pattern);
}

/** @param found the line that it is put beside, or -1 */
function inserted(lines: readonly string[], wanted: WantedLine, found: number): readonly string[] {
  const { line = '', insertafter, insertbefore } = wanted;
  const added = `${line}\n`;
  if (insertbefore === 'BOF' || insertafter === 'BOF') return [added, ...lines];
  if (found < 0) return [...ended(lines), added];
  const at = insertbefore === undefined ? found + 1 : found;
  const next = lines[at];
  if (insertafter !== undefined && next !== undefined && isSame(line)(next)) return lines;
  return [...ended(lines.slice(0, at)), added, ...lines.slice(at)];
}

/** Nothing is joined to a last line that has no line feed. */
function ended(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1);
  return last === undefined || /[\r\n]$/.test(last) ? lines : [...lines, '\n'];
}
