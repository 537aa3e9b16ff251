// Where we are not let in, the lines of the user's files that led there are named: one of them may be the mistake.

import { Unreachable } from '../connection.js';
import type { ConnectionSettings } from '../inventory/inventory.js';

/** Adds them to the advice of a connection that failed. */
export function nameLines(error: unknown, { setBy = [] }: ConnectionSettings): void {
  if (!(error instanceof Unreachable) || setBy.length === 0) return;
  const lines = setBy.map(({ name, place }) => `${name} at ${place.file}:${place.line}:${place.column}`);
  error.advise(`Set by ${lines.join(', ')}.`);
}
