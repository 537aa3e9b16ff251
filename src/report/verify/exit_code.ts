// The exit code of `verify`, from its recap alone. Code 3, bad input, is not here: such a run never starts.

import type { VerifyRecap } from '../../verify_event.js';
import type { ExitCode } from '../exit_code.js';

/** Where several hold, the first wins: 130 interrupted; 1 a proof failed; 4 nobody answered; 2 it could not be told. */
export function verifyExitCode({ interrupted, endpoints }: VerifyRecap): ExitCode {
  if (interrupted) return 130;
  if (endpoints.failed > 0) return 1;
  if (endpoints.unreachable > 0) return 4;
  return endpoints.unknown > 0 ? 2 : 0;
}
