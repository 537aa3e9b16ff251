// YAML values that remember where they stand in the file: what playbooks and inventories are read into.

import type { Json } from '../json.js';
import type { Place } from '../problem.js';

export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** As written, without quotes; a mode keeps its leading zero here. */
  readonly text: string;
  readonly place: Place;
  /** The source from `place` on, where the text does not stand there as it is: quoted, folded or in a block. */
  readonly written?: string;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly place: Place;
}

export interface LocatedMap {
  readonly kind: 'map';
  readonly entries: readonly LocatedEntry[];
  readonly place: Place;
}

export interface LocatedEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Located;
}

/** A text as if it stood at a place: for values that have no node of their own. */
export function scalarAt(text: string, place: Place): LocatedScalar {
  return { kind: 'scalar', value: text, text, place };
}

/** The entry of a map by its key. */
export function entryOf(map: LocatedMap, key: string): LocatedEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** The value alone. Keys keep their order; `__proto__` is an ordinary key. */
export function plain(node: Located): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  }
}

/**
 * The place of the value under a path of keys and indexes (as in a zod issue); where the path leaves the tree, the
 * place of the last node on it.
 */
export function placeAt(node: Located, path: readonly PropertyKey[]): Place {
  const [step, ...rest] = path;
  if (step === undefined) return node.place;
  const child =
    node.kind === 'map'
      ? entryOf(node, String(step))?.value
      : node.kind === 'list'
        ? node.items[Number(step)]
        : undefined;
  return child ? placeAt(child, rest) : node.place;
}
