// What a role asks of the entries of a list together (`for_each`): what differs between any two, and what must not.

import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../json.js';
import type { Place, Problem } from '../../problem.js';
import { entryOf, type LocatedMap } from '../../yaml/located.js';
import { oneOrMore, type Problems, readMap, readText } from '../../yaml/shape.js';

export interface Among {
  /** Arguments of which no two entries have all the same. */
  readonly distinct: readonly string[];
  /** Where two entries have the same of these, they agree in all of `on`. */
  readonly where: readonly string[];
  readonly on: readonly string[];
}

export const amongKeys = ['distinct', 'agree'] as const;

export function readAmong(map: LocatedMap | undefined, problems: Problems): Among {
  const names = (from: LocatedMap | undefined, key: string): readonly string[] => {
    const node = from && entryOf(from, key)?.value;
    return (node ? oneOrMore(node) : []).flatMap((item) => readText(item, 'an argument', problems) ?? []);
  };
  const agree = map && entryOf(map, 'agree')?.value;
  const pair = agree && readMap(agree, 'where: and on:, lists of arguments', problems);
  return { distinct: names(map, 'distinct'), where: names(pair, 'where'), on: names(pair, 'on') };
}

/** An entry, and what an argument is there; undefined: not known yet, or hidden. */
export interface Told {
  readonly name: string;
  readonly place: Place;
  readonly value: (argument: string) => Json | undefined;
}

export function problemsAmong(
  list: string,
  { distinct, where, on }: Among,
  entries: readonly Told[],
): readonly Problem[] {
  return entries.flatMap((one, index) =>
    entries.slice(0, index).flatMap((other) => {
      if (alike(distinct, one, other)) return [both(list, distinct, one, other)];
      if (!alike(where, one, other)) return [];
      const different = on.filter((name) => !sameIn(name, one, other));
      return different.length > 0 ? [disagreeing(list, where, different, one, other)] : [];
    }),
  );
}

function alike(names: readonly string[], one: Told, other: Told): boolean {
  return names.length > 0 && names.every((name) => one.value(name) !== undefined && sameIn(name, one, other));
}

/** Names of hosts are the same in whatever letters. */
function sameIn(name: string, one: Told, other: Told): boolean {
  const folded = [one, other].map((entry) => {
    const value = entry.value(name);
    return typeof value === 'string' ? value.toLowerCase() : value;
  });
  return isDeepStrictEqual(folded[0], folded[1]);
}

function both(list: string, names: readonly string[], one: Told, other: Told): Problem {
  const values = names.map((name) => `${name} ${JSON.stringify(one.value(name))}`).join(', ');
  return {
    message: `${list}: ${called(one)} and ${called(other)} both have ${values}`,
    place: one.place,
    advice: `give one of them another ${names.at(-1)}, or another of the others`,
  };
}

function disagreeing(
  list: string,
  where: readonly string[],
  different: readonly string[],
  one: Told,
  other: Told,
): Problem {
  const what = different.join(', ');
  return {
    message: `${list}: ${called(one)} and ${called(other)} have the same ${where.join(' and ')}, and differ in ${what}`,
    place: one.place,
    advice: `write the same ${what} for both, or beside the list`,
  };
}

function called({ name }: Told): string {
  return name === '' ? 'the entry without a name' : `"${name}"`;
}
