// Prints what is wrong with the user's files or command line: all of it, in the order of the files, each with the
// line it is on, a mark under the place, and what to do.

import { formatProblem, type Place, type Problem } from '../problem.js';
import { visible, visibleJson, visibleLines } from './escape.js';
import { counted } from './page.js';
import { openStyle, type Style } from './style.js';
import { textWidth, truncate } from './width.js';

/** A line that looks like this is not shown: it may hold a secret, and logs are kept. */
const secretLike = /passw|passphrase|secret|token|private|credential|vault/i;

/** @param source the text of one of the user's files; where it throws, the problem is printed without its line */
export function printProblems(
  problems: readonly Problem[],
  stderr: NodeJS.WriteStream,
  colour: boolean,
  source: (file: string) => string,
): void {
  const lines = problemLines(problems, orUndefined(source), openStyle(stderr, colour));
  stderr.write(lines.map((line) => `${line}\n`).join(''));
}

/**
 * One problem for programs: the shape of `Problem` (src/problem.ts), with its type before it. Readers ignore keys and types
 * that they do not know.
 */
export function problemLine(
  { message, place, advice }: Problem,
  type: 'problem' | 'warning' = 'problem',
): string {
  return visibleJson(JSON.stringify({ type, message, place, advice }));
}

/** What may be meant: for standard error, while the verb goes on. */
export function warningLines(warnings: readonly Problem[]): string[] {
  return warnings.flatMap((each) =>
    visibleLines(`warning: ${formatProblem(each)}`).map((line) => `${line}\n`),
  );
}

/** @param source the text of a file, undefined where it cannot be read */
export function problemLines(
  problems: readonly Problem[],
  source: (file: string) => string | undefined,
  style: Style,
): string[] {
  const sorted = [...problems].sort((one, other) => comparePlaces(one.place, other.place));
  const found = sorted.flatMap((problem) => oneProblem(problem, source, style));
  const count =
    problems.length > 1 ? [style('bold', `${counted(problems.length, 'problem')}; nothing was touched`)] : [];
  return [...found, ...count];
}

function oneProblem(
  { message, place, advice }: Problem,
  source: (file: string) => string | undefined,
  style: Style,
): string[] {
  const where = place ? style('bold', `${visible(place.file)}:${place.line}:${place.column}: `) : '';
  const [first = '', ...more] = visibleLines(message);
  return [
    `${where}${style('red', first)}`,
    ...more.map((line) => `  ${line}`),
    ...(place ? excerpt(place, source(place.file), style) : []),
    ...visibleLines(advice ?? '').map((line) => `  ${style('cyan', line)}`),
  ];
}

/** The line itself, with a caret under the column. */
function excerpt({ line, column }: Place, text: string | undefined, style: Style): string[] {
  const source = text?.split('\n')[line - 1]?.replace(/\r$/, '');
  if (source === undefined || secretLike.test(source)) return [];
  const number = `  ${line} | `;
  const before = textWidth(shownSource(source.slice(0, column - 1)));
  const caret = `${' '.repeat(number.length - 2)}| ${' '.repeat(before)}${style('red', '^')}`;
  return [
    `${style('dim', number)}${truncate(shownSource(source), 160)}`,
    ...(before < 160 ? [style('dim', caret)] : []),
  ];
}

function shownSource(text: string): string {
  return visible(text.replaceAll('\t', '  '));
}

/** Problems of the command line come first: they have no place. */
function comparePlaces(one: Place | undefined, other: Place | undefined): number {
  if (!one || !other) return Number(one !== undefined) - Number(other !== undefined);
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

function orUndefined(source: (file: string) => string): (file: string) => string | undefined {
  return (file) => {
    try {
      return source(file);
    } catch {
      return undefined;
    }
  };
}
