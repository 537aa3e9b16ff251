// Where a file goes: what copy and template make of a dest that ends in a slash.

import { posix } from 'node:path';

interface Placed {
  readonly dest: string;
  readonly src?: string | undefined;
}

const places = new WeakMap<Placed, Placed>();

/** A file goes into a folder that ends in a slash under its own name. The same wish for the same wish: its hash is kept. */
export function placed<Wanted extends Placed>(wanted: Wanted): Wanted {
  const { dest, src } = wanted;
  if (src === undefined || !dest.endsWith('/')) return wanted;
  const known = places.get(wanted) ?? { ...wanted, dest: `${dest}${posix.basename(src)}` };
  places.set(wanted, known);
  return known as Wanted;
}
