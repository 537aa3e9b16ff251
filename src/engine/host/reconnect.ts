// How long a host may be unreachable, and the attempts to reach it meanwhile.

import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, LoginRefused, NoShell, OutOfProtocol, Unreachable } from '../../connection.js';

/** How long a run bears with a host. All in seconds. */
export interface Patience {
  /** For a connection that was lost to come back. */
  readonly reconnect: number;
  /** For another run to let go of the host. */
  readonly lock: number;
}

export interface ConnectionOptions {
  readonly name: string;
  readonly connect: () => Promise<Connection>;
  readonly patience: Patience;
  /** Seconds for the lock, and for all probes of a request. */
  readonly lookTimeout: number;
  readonly signal: AbortSignal;
  /** What others are told about this run while it has the lock; undefined where it changes nothing. */
  readonly holder: string | undefined;
  /** Told once for each wait. */
  readonly warn: (message: string) => void;
}

/** Seconds between attempts; the last one goes on until patience ends. */
const backOff = [0, 1, 2, 4, 8];

/** Seconds after a refused login: longer than the penalty of sshd for one (PerSourcePenalties), so that they never add up. */
const refusedPause = 6;

/** A host that is lost more often than this in one run is given up: something that we send may be the cause. */
const lossesBorne = 5;

/**
 * Seconds before an attempt.
 *
 * @param last how the one before it ended
 * @param asked by those who wait for the host: as often as that at least
 */
export function pauseBefore(
  attempt: number,
  last: Unreachable | undefined,
  asked: readonly number[],
): number {
  const pause = Math.min(backOff[attempt] ?? backOff.at(-1) ?? 1, ...asked);
  return last instanceof LoginRefused ? Math.max(pause, refusedPause) : pause;
}

export class Reconnect {
  #losses = 0;
  /** Seconds that a lost connection is tolerated at least, whatever the operator's patience. */
  #leastPatience = 0;
  /** Until when (performance.now()) the host may be away, and the seconds between attempts; one for each who waits. */
  readonly #absences = new Set<{ readonly until: number; readonly pause: number }>();

  constructor(private readonly options: ConnectionOptions) {}

  /** See `Line.away`. */
  async away<T>(until: number, pause: number, work: () => Promise<T>): Promise<T> {
    const absence = { until, pause };
    this.#absences.add(absence);
    try {
      return await work();
    } finally {
      this.#absences.delete(absence);
    }
  }

  /** See `HostConnection.tolerateLoss`. */
  async tolerateLoss<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    this.#leastPatience = seconds;
    try {
      return await work();
    } finally {
      this.#leastPatience = 0;
    }
  }

  /** Seconds that a lost connection is tolerated. */
  get seconds(): number {
    return Math.max(this.options.patience.reconnect, this.#leastPatience);
  }

  /** Forgets the losses so far. */
  anew(): void {
    this.#losses = 0;
  }

  /**
   * Tells and counts a loss that is not expected.
   *
   * @throws Unreachable, the loss itself, where it is one too many, or another connection would be no better
   */
  count(loss: Unreachable): void {
    if (loss instanceof OutOfProtocol) throw loss;
    if (this.#absences.size > 0) return;
    if (loss instanceof NoShell) throw loss;
    this.#losses += 1;
    if (this.#losses > lossesBorne) throw loss;
    this.options.warn(`${loss.message}; connecting again`);
  }

  /**
   * Tries until patience ends: at once where there was no connection yet and no task waits for the host.
   *
   * @throws Unreachable when patience ends: the loss, and why the last attempt failed
   */
  async connect(loss: Unreachable | undefined): Promise<Connection> {
    const since = performance.now();
    let last = loss;
    let failed: Unreachable | undefined;
    for (let attempt = 0; ; attempt += 1) {
      const { end, asked } = this.#patience(since, loss);
      const left = Math.max(0, end - performance.now());
      if (last && (left === 0 || this.options.signal.aborted)) throw last;
      if (attempt > 0 || loss) await sleep(Math.min(pauseBefore(attempt, failed, asked) * 1000, left));
      try {
        return await this.options.connect();
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        failed = error;
        last = loss ? this.#lostForGood(loss, error) : error;
      }
    }
  }

  #lostForGood(loss: Unreachable, last: Unreachable): Unreachable {
    const again = last.message.replace(`${this.options.name}: `, '');
    const advice = [loss.advice, last.advice].filter((one) => one !== undefined).join('\n');
    return new Unreachable(`${loss.message}; connecting again failed: ${again}`, advice || undefined);
  }

  #patience(since: number, loss: Unreachable | undefined) {
    const absences = [...this.#absences];
    const tolerated = loss ? since + this.seconds * 1000 : since;
    const end = absences.length === 0 ? tolerated : Math.max(...absences.map(({ until }) => until));
    return { end, asked: absences.map(({ pause }) => pause) };
  }
}
