// Which certificates runs of this machine have made: remembered where a proof by fingerprint succeeds, asked where nobody
// says which one is right. One line of JSON for each, the later one holds; also the form in which they are handed on.

import { z } from 'zod';
import { SHA256_FINGERPRINT } from './fingerprint.js';

/** The name of the run log. */
export const FINGERPRINTS = 'fingerprints';

export interface Place {
  /** What clients call it, and the port: whom a certificate is for. */
  readonly name: string;
  readonly port: number;
  /** What was connected to: several hosts may have one name. */
  readonly address: string;
}

const schema = z.object({
  name: z.string(),
  port: z.int(),
  address: z.string(),
  /** null: from then on its chain is what is proven. */
  fingerprint: z.string().regex(SHA256_FINGERPRINT).nullable(),
});

export type Remembered = z.output<typeof schema>;

/** What is read from a line; undefined where it is none of these. */
export function readRemembered(line: string): Remembered | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/**
 * The line that is to be noted; undefined where nothing is new.
 *
 * @param lines what was noted before
 * @param fingerprint undefined: the chain was proven, whatever was noted before
 */
export function lineFor(
  lines: readonly string[],
  { name, port, address }: Place,
  fingerprint: string | undefined,
): string | undefined {
  const known = latest(lines).find((one) => isAt(one, { name, port }) && one.address === address);
  // One whose chain is proven is noted too: it is an endpoint that somebody has to know of.
  if (known && (known.fingerprint ?? undefined) === fingerprint) return undefined;
  return JSON.stringify({ name, port, address, fingerprint: fingerprint ?? null } satisfies Remembered);
}

/**
 * What may be shown at an endpoint: what was made for this address; where that was not from here, what was made for
 * others of the name.
 *
 * @param address undefined: whatever the name leads to
 */
export function fingerprintsAt(
  lines: readonly string[],
  { name, port }: Pick<Place, 'name' | 'port'>,
  address: string | undefined,
): readonly string[] {
  const all = latest(lines).filter((one) => isAt(one, { name, port }));
  const own = all.filter((one) => one.address === address);
  return (own.length > 0 ? own : all).flatMap(({ fingerprint }) => fingerprint ?? []);
}

/** All endpoints that were ever proven from here. */
export function rememberedPlaces(lines: readonly string[]): readonly Place[] {
  return latest(lines);
}

function isAt(one: Remembered, { name, port }: Pick<Place, 'name' | 'port'>): boolean {
  return one.name === name && one.port === port;
}

function latest(lines: readonly string[]): readonly Remembered[] {
  const known = new Map<string, Remembered>();
  for (const line of lines) {
    const one = readRemembered(line);
    if (one) known.set(JSON.stringify([one.name, one.port, one.address]), one);
  }
  return [...known.values()];
}
