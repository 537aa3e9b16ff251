// YAML values that remember where they stand in the file: what playbooks and inventories are read into.

import type { Json } from '../json.js';
import type { Place } from '../problem.js';

export type Located = LocatedScalar | LocatedList | LocatedMap;

/** What every value may be besides itself. */
interface Marked {
  /** It was encrypted where it stands, alone or with its whole file: whatever is made of it must not be shown. */
  readonly secret?: true;
}

export interface LocatedScalar extends Marked {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** As written, without quotes; a mode keeps its leading zero here. */
  readonly text: string;
  readonly place: Place;
  /** The source from `place` on, where the text does not stand there as it is: quoted, folded or in a block. */
  readonly written?: string;
  /** Never a template: it was encrypted by itself, and arrives byte for byte. */
  readonly final?: true;
  /** Still encrypted, `text` being what stands in the file: why, for whoever reads the value. */
  readonly sealed?: Sealed;
}

export interface Sealed {
  readonly message: string;
  readonly advice?: string;
}

export interface LocatedList extends Marked {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly place: Place;
}

export interface LocatedMap extends Marked {
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

/** A map as if it had no such key; any other value as it is. */
export function withoutKey(node: Located, key: string): Located {
  return node.kind === 'map' ? { ...node, entries: node.entries.filter((entry) => entry.key !== key) } : node;
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
  return lastNodeOn(node, path).place;
}

/** The place of a key in the map under a path; of the map, where it has no such key. */
export function keyPlaceAt(node: Located, path: readonly PropertyKey[], key: string): Place {
  const map = lastNodeOn(node, path);
  return (map.kind === 'map' ? entryOf(map, key)?.keyPlace : undefined) ?? map.place;
}

function lastNodeOn(node: Located, path: readonly PropertyKey[]): Located {
  const [step, ...rest] = path;
  if (step === undefined || node.kind === 'scalar') return node;
  const child = node.kind === 'map' ? entryOf(node, String(step))?.value : node.items[Number(step)];
  return child ? lastNodeOn(child, rest) : node;
}
