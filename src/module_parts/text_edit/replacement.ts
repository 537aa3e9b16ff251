// What takes the place of a match, in Python's syntax: \1, \g<1>, \g<name>, \n (Library Reference, re.sub).

import { PatternError } from './pattern_escapes.js';

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const part =
  /\\(?:(?<octal>0[0-7]{0,2}|[0-3][0-7]{2})|(?<number>[1-9]\d?)|g<(?<group>\w+)>|(?<other>[\s\S]?))/gu;

/** @throws PatternError for what means nothing, or a group that the pattern does not have */
export function expand(template: string, match: RegExpMatchArray): string {
  return template.replace(part, (...all) => {
    const { octal, number, group, other } = all.at(-1) as Readonly<Record<string, string | undefined>>;
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8) & 0xff);
    const wanted = number ?? group;
    return wanted === undefined ? characterOf(other ?? '') : groupOf(match, wanted);
  });
}

/** A backslash before what is no letter stays, as in Python. */
function characterOf(letter: string): string {
  const control = controls[letter];
  if (control !== undefined) return control;
  if (letter === '') throw new PatternError('it ends in a backslash');
  if (/^[A-Za-z]$/.test(letter)) throw new PatternError(`"\\${letter}" means nothing`);
  return `\\${letter}`;
}

function groupOf(match: RegExpMatchArray, wanted: string): string {
  const isNumber = /^\d+$/.test(wanted);
  const isThere = isNumber ? Number(wanted) < match.length : Object.hasOwn(match.groups ?? {}, wanted);
  if (!isThere) throw new PatternError(`the pattern has no group ${wanted}`);
  return (isNumber ? match[Number(wanted)] : match.groups?.[wanted]) ?? '';
}
