// How fast connections are made: not more at once than an sshd takes, and again when it took no more. sshd drops
// connections that are not logged in yet, at random above 10 and all above 100 (sshd_config(5), MaxStartups).

import { setTimeout as sleep } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { TurnedAway } from './ssh_error.js';

/** Connections being made at once through one jump host, and to one address: leaves room for other people. */
const AT_ONCE = 8;

/** Times that a connection is tried, and milliseconds before the second time; each later pause is twice as long. */
const TRIES = 6;
const FIRST_PAUSE = 250;

export interface Ramp {
  /**
   * Waits for its turn at each door, then connects; when it is turned away, it comes again a little later.
   *
   * @param doors names of what is connected to and through, always in this order
   * @throws what `connect` throws; TurnedAway only after about 8 seconds
   */
  pass<Result>(
    doors: readonly string[],
    connect: () => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
}

/** @param firstPause milliseconds */
export function createRamp(firstPause = FIRST_PAUSE): Ramp {
  const limits = new Map<string, LimitFunction>();

  function limitOf(door: string): LimitFunction {
    const limit = limits.get(door) ?? pLimit(AT_ONCE);
    limits.set(door, limit);
    return limit;
  }

  function queue<Result>(doors: readonly string[], connect: () => Promise<Result>): Promise<Result> {
    return doors.reduceRight((inner, door) => () => limitOf(door)(inner), connect)();
  }

  return {
    pass: async (doors, connect, signal) => {
      for (let tries = 1; ; tries++) {
        try {
          return await queue(doors, connect);
        } catch (error) {
          if (!(error instanceof TurnedAway) || tries === TRIES) throw error;
          // Between half and one and a half times as long: those who were turned away together do not return together.
          await sleep(firstPause * 2 ** (tries - 1) * (0.5 + Math.random()), undefined, { signal });
        }
      }
    },
  };
}
