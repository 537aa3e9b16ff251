// Reading values of a known shape: each function answers the value, or reports a problem and answers undefined.

import { didYouMean } from '../nearest.js';
import type { Place, Problem } from '../problem.js';
import type { Located, LocatedMap, LocatedScalar } from './located.js';

/** Where problems are collected, so that one run shows all of them. */
export type Problems = Problem[];

/** `a text`, `the number 12`, `a list`: what a value is, in a sentence. */
export function describe(node: Located): string {
  if (node.secret) return 'a secret';
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'nothing';
  return typeof node.value === 'string' ? `the text "${shorten(node.value)}"` : `${node.value}`;
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > 40 ? `${line.slice(0, 37)}...` : line;
}

function expected(what: string, node: Located, problems: Problems): undefined {
  problems.push({ message: `expected ${what}, found ${describe(node)}`, place: node.place });
}

export function readMap(node: Located, what: string, problems: Problems): LocatedMap | undefined {
  return node.kind === 'map' ? node : expected(what, node, problems);
}

export function readList(node: Located, what: string, problems: Problems): readonly Located[] | undefined {
  return node.kind === 'list' ? node.items : expected(what, node, problems);
}

/**
 * A scalar of any type but null; a number or boolean stays what it is, with its text. Never a secret, here and below:
 * what is read so becomes a name or a setting, which messages quote. Secrets stand in variables and parameters.
 */
export function readScalar(node: Located, what: string, problems: Problems): LocatedScalar | undefined {
  const isOpen = node.kind === 'scalar' && node.value !== null && !node.secret;
  return isOpen ? node : expected(what, node, problems);
}

/** A text of at least one character; numbers count as their text. */
export function readText(node: Located, what: string, problems: Problems): string | undefined {
  const scalar = node.kind === 'scalar' && node.text === '' ? undefined : readScalar(node, what, []);
  return scalar?.text ?? expected(what, node, problems);
}

const flags: Readonly<Record<string, boolean>> = {
  yes: true,
  on: true,
  true: true,
  no: false,
  off: false,
  false: false,
};

/** true or false; also as `yes`, `no`, `on`, `off`. */
export function readFlag(node: Located, problems: Problems): boolean | undefined {
  const value = node.kind === 'scalar' && !node.secret ? flagOf(node.value) : undefined;
  return value ?? expected('true or false', node, problems);
}

/** The boolean that a value stands for where a boolean is wanted; undefined if it stands for none. */
export function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && Object.hasOwn(flags, value) ? flags[value] : undefined;
}

/** One value or a list of them. */
export function oneOrMore(node: Located): readonly Located[] {
  return node.kind === 'list' ? node.items : [node];
}

/**
 * Reports keys that are not known: with the advice for that key, if there is one, or the nearest known key.
 *
 * @param what in whose words: `unknown key "taks" in a play`
 */
export function checkKeys(
  map: LocatedMap,
  known: readonly string[],
  what: string,
  problems: Problems,
  advice: ReadonlyMap<string, string> = new Map(),
): void {
  for (const { key, keyPlace } of map.entries) {
    if (known.includes(key)) continue;
    problems.push(unknownKey(key, keyPlace, known, what, advice));
  }
}

function unknownKey(
  key: string,
  place: Place,
  known: readonly string[],
  what: string,
  advice: ReadonlyMap<string, string>,
): Problem {
  const special = advice.get(key);
  if (special !== undefined) return { message: `"${key}" is not supported yet`, place, advice: special };
  const guess = didYouMean(key, known) ?? `${what} can have ${known.join(', ')}`;
  return { message: `unknown key "${key}" in ${what}`, place, advice: guess };
}
