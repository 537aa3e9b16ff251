// How fast connections are made: not more at once than an sshd takes, and again when it took no more. sshd drops
// connections that are not logged in yet, at random above 10 and all above 100 (sshd_config(5), MaxStartups). For a while
// it drops all of an address whose logins failed (PerSourcePenalties). Who is turned away is penalised no further.

import { setTimeout as sleep } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { TurnedAway } from './turned_away.js';

/** Connections being made at once through one jump host, and to one address: leaves room for other people. */
const AT_ONCE = 8;

/** Times that a connection is tried, and milliseconds before the second time; each later pause is twice as long. */
const TRIES = 6;
const FIRST_PAUSE = 250;

/**
 * Milliseconds between questions, and questions, together two minutes. A penalty is over after 15 seconds at the soonest,
 * 90 after a crash of sshd, and 10 minutes at the latest.
 */
const PENALTY_PAUSE = 8000;
const PENALTY_TRIES = 16;

export interface ConnectRate {
  /**
   * Waits for its turn at each hop, then connects; when it is turned away, it comes again a little later.
   *
   * @param hops names of what is connected to and through, always in this order
   * @throws what `connect` throws; TurnedAway only after about 8 seconds, of a penalty after about 2 minutes
   */
  pass<Result>(hops: readonly string[], connect: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

export interface ConnectRateOptions {
  /** Milliseconds. */
  readonly firstPause?: number;
  readonly penaltyPause?: number;
  /** Told once for each long wait. */
  readonly tell?: ((message: string) => void) | undefined;
}

export function createConnectRate(options: ConnectRateOptions = {}): ConnectRate {
  const { firstPause = FIRST_PAUSE, penaltyPause = PENALTY_PAUSE, tell } = options;
  const limits = new Map<string, LimitFunction>();

  function limitOf(hop: string): LimitFunction {
    const limit = limits.get(hop) ?? pLimit(AT_ONCE);
    limits.set(hop, limit);
    return limit;
  }

  function queue<Result>(hops: readonly string[], connect: () => Promise<Result>): Promise<Result> {
    return hops.reduceRight((inner, hop) => () => limitOf(hop)(inner), connect)();
  }

  return {
    pass: async (hops, connect, signal) => {
      let penalty: TurnedAway | undefined;
      for (let tries = 1; ; tries++) {
        try {
          return await queue(hops, connect);
        } catch (error) {
          if (!(error instanceof TurnedAway)) throw error;
          // Once it was told of: what sshd says next may be lost with the connection.
          if (error.why === 'penalty' && !penalty) {
            penalty = error;
            tries = 1;
            tell?.(`${error.message}; asking again for 2 minutes`);
          }
          if (tries === (penalty ? PENALTY_TRIES : TRIES)) throw penalty ?? error;
          const pause = penalty ? penaltyPause : firstPause * 2 ** (tries - 1);
          // Between half and one and a half times as long: those who were turned away together do not return together.
          await sleep(pause * (0.5 + Math.random()), undefined, { signal });
        }
      }
    },
  };
}
