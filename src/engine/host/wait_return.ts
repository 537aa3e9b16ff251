// A host is away, because it was told to reboot or is not there yet. It is asked again and again until it answers as it
// should. On the way its connection is lost and restored as any other (src/engine/host/connection.ts), only that it is no
// fault.

import { setTimeout as sleep } from 'node:timers/promises';
import { BecomeRefused, SessionRefused, TimedOut, Unreachable } from '../../connection.js';
import type { HostConnection } from './connection.js';

/** In seconds. */
export interface Wait {
  /** In which it need not be asked. */
  readonly delay: number;
  /** From the end of the delay. */
  readonly timeout: number;
  /** Between one question and the next. */
  readonly pause: number;
}

/** `away`: it could not be asked, for this reason. `otherwise`: it answers, but not as it should. */
export type Return =
  | { readonly kind: 'back' }
  | { readonly kind: 'away'; readonly why: string; readonly advice: string | undefined }
  | { readonly kind: 'otherwise'; readonly why: string };

/** @param ask one question, within so many seconds; answers why the host is not back yet, or undefined when it is */
export async function waitForReturn(
  line: HostConnection,
  { delay, timeout, pause }: Wait,
  signal: AbortSignal,
  ask: (left: number) => Promise<string | undefined>,
): Promise<Return> {
  const end = performance.now() + (delay + timeout) * 1000;
  return line.away(end, pause, async () => {
    await sleep(delay * 1000, undefined, { signal });
    for (;;) {
      const left = Math.max(1, (end - performance.now()) / 1000);
      const answer = await answerOf(() => ask(left));
      if (answer.kind === 'back' || performance.now() + pause * 1000 > end) return answer;
      await sleep(pause * 1000, undefined, { signal });
    }
  });
}

/** While a host goes down or comes up, also sudo and sshd may refuse who is welcome later. */
async function answerOf(ask: () => Promise<string | undefined>): Promise<Return> {
  try {
    const why = await ask();
    return why === undefined ? { kind: 'back' } : { kind: 'otherwise', why };
  } catch (error) {
    if (error instanceof TimedOut) return { kind: 'away', why: error.message, advice: undefined };
    const passes =
      error instanceof Unreachable || error instanceof BecomeRefused || error instanceof SessionRefused;
    if (!passes) throw error;
    return { kind: 'away', why: error.message, advice: error.advice };
  }
}
