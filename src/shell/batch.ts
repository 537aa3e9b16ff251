// One trip as one request: the bytes that a driver reads (src/shell/driver.ts).

import type { Trip } from '../connection.js';
import { MARK } from './kill.js';
import { quote } from './quote.js';

/** How a trip is told from others, and ended on the host. */
export interface TripMark {
  /** Hexadecimal digits, new for each trip: what runs for it carries them (src/shell/kill.ts). */
  readonly mark: string;
  /** Seconds until the host itself ends what the trip runs; none where it may take any time. */
  readonly deadline?: number | undefined;
}

/**
 * Header, script and inputs, in pieces that are written one after the other (an input is not copied). Snippets are
 * numbered, steps first; the driver answers with a frame for each one that ran.
 *
 * @throws TypeError for a NUL character in a script, which no shell can hold
 */
export function buildBatch(trip: Trip, nonce: string, { mark, deadline }: TripMark): readonly Uint8Array[] {
  const steps = trip.steps.map(
    ({ script, input }, index) => `hw_step ${index} ${input?.length ?? 0} ${quote(script)}\n`,
  );
  const looks = trip.looks.map((script, index) => `hw_look ${steps.length + index} ${quote(script)}\n`);
  const hold = trip.hold === undefined ? [] : [`hw_hold ${quote(trip.hold)}\n`];
  const prepare = trip.prepare === undefined ? [] : [`hw_prepare ${quote(trip.prepare)}\n`];
  const watch = deadline === undefined ? [] : [`hw_watch ${Math.ceil(deadline)}\n`];
  const script = Buffer.from(
    [`${MARK}=${mark}\n`, ...watch, ...hold, ...steps, ...prepare, ...looks].join(''),
  );
  const header = Buffer.from(`${nonce} ${script.length}\n`);
  return [Buffer.concat([header, script]), ...inputsOf(trip, nonce)];
}

/** Each input is followed by the nonce, which proves that the step's script got all of it and nothing more. */
function inputsOf(trip: Trip, nonce: string): readonly Uint8Array[] {
  const inputs = trip.steps.flatMap(({ input }) => (input && input.length > 0 ? [input] : []));
  return inputs.flatMap((input) => [input, Buffer.from(`${nonce}\n`)]);
}
