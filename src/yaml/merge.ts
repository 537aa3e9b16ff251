// Merge keys: `<<: *defaults` gives a map the entries of another that it has not itself.

import type { Place } from '../problem.js';
import type { Located, LocatedEntry } from './located.js';

/** The map's own entries, then those of the merged maps, the first one that has a key winning. */
export function mergeEntries(
  own: readonly LocatedEntry[],
  merged: readonly Located[],
  report: (message: string, place: Place) => void,
): readonly LocatedEntry[] {
  if (merged.length === 0) return own;
  const entries = [...own];
  const keys = new Set(own.map(({ key }) => key));
  for (const source of merged.flatMap((node) => (node.kind === 'list' ? node.items : [node]))) {
    if (source.kind !== 'map') {
      report('only maps can be merged with <<', source.place);
      continue;
    }
    for (const entry of source.entries) {
      if (keys.has(entry.key)) continue;
      keys.add(entry.key);
      entries.push(entry);
    }
  }
  return entries;
}
