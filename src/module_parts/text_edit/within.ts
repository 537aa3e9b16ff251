// Work that ends in time: a regular expression can take for ever on a text that a host made up.

import { createContext, Script } from 'node:vm';

const room = createContext({ work: undefined });
const script = new Script('work()');

/**
 * Runs it here and now. The clock of `node:vm` also stops what was called from outside, a regular expression included.
 *
 * @returns undefined where it did not end in time
 */
export function within<Result>(milliseconds: number, work: () => Result): { value: Result } | undefined {
  room.work = work;
  try {
    return { value: script.runInContext(room, { timeout: milliseconds }) as Result };
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  } finally {
    room.work = undefined;
  }
}

/** It is an error of the other context, so no instance of our Error. */
function isTimeout(error: unknown): boolean {
  const isObject = typeof error === 'object' && error !== null;
  return isObject && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
