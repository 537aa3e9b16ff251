// When something has taken too long: a signal that surely comes.

import { setMaxListeners } from 'node:events';

/**
 * Aborts with `signal` and its reason, or after so many seconds with a `TimeoutError`, as AbortSignal.timeout has it.
 *
 * Not AbortSignal.any over AbortSignal.timeout: Node 20 holds the inner one only weakly, so that it may be collected as
 * garbage and never fires (proof: test/deadline.test.ts).
 */
export function deadline(seconds: number, signal: AbortSignal): AbortSignal {
  const over = new AbortController();
  // Many questions of one proof wait for it at once. Node takes eleven for a leak, and says so on standard error.
  setMaxListeners(0, over.signal);
  const pass = () => end(signal.reason);
  const timer = setTimeout(
    () => end(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    seconds * 1000,
  ).unref();
  function end(reason: unknown): void {
    clearTimeout(timer);
    signal.removeEventListener('abort', pass);
    over.abort(reason);
  }
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass);
  return over.signal;
}
