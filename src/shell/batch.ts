// One request as one request: the bytes that a driver reads (src/shell/driver.ts).

import type { Request, Snippet } from '../connection.js';
import { MARK } from './kill.js';
import { quote } from './quote.js';

/** How a request is told from others, and ended on the host. */
export interface RequestMark {
  /** Hexadecimal digits, new for each request: what runs for it carries them (src/shell/kill.ts). */
  readonly mark: string;
  /** Seconds until the host itself ends what the request runs; none where it may take any time. */
  readonly deadline?: number | undefined;
}

/**
 * Header, script and inputs, in pieces that are written one after the other (an input is not copied). Snippets are
 * numbered, steps first; the driver answers with a frame for each one that ran.
 *
 * @throws TypeError for a NUL character in a script, which no shell can hold
 */
export function buildBatch(
  request: Request,
  nonce: string,
  { mark, deadline }: RequestMark,
): readonly Uint8Array[] {
  const steps = request.steps.map(
    (step, index) => `hw_step ${index} ${step.input?.length ?? 0} ${quote(scriptOf(step))}\n`,
  );
  const probes = request.probes.map((script, index) => `hw_probe ${steps.length + index} ${quote(script)}\n`);
  const hold = request.hold === undefined ? [] : [`hw_hold ${quote(request.hold)}\n`];
  const prepare = request.prepare === undefined ? [] : [`hw_prepare ${quote(request.prepare)}\n`];
  const watch = deadline === undefined ? [] : [`hw_watch ${Math.ceil(deadline)}\n`];
  const script = Buffer.from(
    [`${MARK}=${mark}\n`, ...watch, ...hold, ...steps, ...prepare, ...probes].join(''),
  );
  const header = Buffer.from(`${nonce} ${script.length}\n`);
  return [Buffer.concat([header, script]), ...inputsOf(request, nonce)];
}

/**
 * A shell drops the line feeds at the end of what it is given, so the exit code stands behind them. Where the run was interrupted
 * (src/shell/kill.ts), nothing is as expected.
 */
function scriptOf({ script, expects }: Snippet): string {
  if (expects === undefined) return script;
  return `hw_said=$( ( eval ${quote(script)} ) 2>&1; echo "$?." )
[ "$hw_stopped$hw_said" = ${quote(`${expects}0.`)} ]`;
}

/** Each input is followed by the nonce, which proves that the step's script got all of it and nothing more. */
function inputsOf(request: Request, nonce: string): readonly Uint8Array[] {
  const inputs = request.steps.flatMap(({ input }) => (input && input.length > 0 ? [input] : []));
  return inputs.flatMap((input) => [input, Buffer.from(`${nonce}\n`)]);
}
