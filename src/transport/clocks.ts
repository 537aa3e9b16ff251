// The time-outs of one trip, each with the name that the operator knows. Each part of a trip has its own: a shell to get
// ready, the lock, the steps, the looks.

import { TimedOut, type TripLimits } from '../connection.js';
import type { Phase } from './answers.js';
import { Silence } from './silence.js';

/** Seconds for what is no step, where nobody says otherwise. */
const LOOK_TIMEOUT = 60;

export interface ClockOptions {
  /** Seconds that the shell may take to get ready; undefined: it is. */
  readonly start: number | undefined;
  readonly limits: TripLimits;
  /** Called at most once. */
  readonly expired: (error: TimedOut) => void;
}

export class Clocks {
  readonly #limits: TripLimits;
  readonly #whole: NodeJS.Timeout | undefined;
  readonly #start: NodeJS.Timeout | undefined;
  readonly #expired: (error: TimedOut) => void;
  #part: NodeJS.Timeout | undefined;
  #silence: Silence | undefined;
  #phase: Phase | undefined;

  constructor({ start, limits, expired }: ClockOptions) {
    this.#limits = limits;
    this.#expired = expired;
    this.#start = this.#clock('connect_timeout', start, 'starting a shell on the host');
    this.#whole = this.#clock('timeout', limits.timeout, 'the task');
  }

  /** The driver runs, and is at this part of the trip. */
  at(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    clearTimeout(this.#start);
    clearTimeout(this.#part);
    this.#silence?.stop();
    const {
      before,
      brief,
      doing = 'looking at the host',
      look = LOOK_TIMEOUT,
      silence,
      timeout,
    } = this.#limits;
    const what = { hold: 'taking the lock', before: before?.doing, steps: brief, looks: doing }[phase];
    const seconds = phase === 'before' ? before?.seconds : look;
    if (what !== undefined) this.#part = this.#clock('look_timeout', seconds, what);
    else if (silence !== undefined)
      this.#silence = new Silence(silence, timeout !== undefined, (error) => this.#end(error));
  }

  /** Bytes came from the host. */
  heard(bytes: Buffer): void {
    this.#silence?.heard(bytes);
  }

  stop(): void {
    for (const timer of [this.#whole, this.#start, this.#part]) clearTimeout(timer);
    this.#silence?.stop();
  }

  #clock(limit: TimedOut['limit'], seconds: number | undefined, doing: string) {
    if (seconds === undefined) return undefined;
    return setTimeout(() => this.#end(new TimedOut(limit, seconds, doing)), seconds * 1000);
  }

  #end(error: TimedOut): void {
    this.stop();
    this.#expired(error);
  }
}
