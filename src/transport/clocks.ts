// The time-outs of one request, each with the name that the operator knows. Each part of a request has its own: a shell to get
// ready, the lock, the steps, the probes.

import { type RequestLimits, TimedOut } from '../connection.js';
import type { Phase } from './answers.js';
import { Silence } from './silence.js';

/** Seconds for what is no step, where no limit is given. */
const LOOK_TIMEOUT = 60;

/** Seconds that are left for what is no step when the run is interrupted. */
const HURRY = 15;

export interface ClockOptions {
  /** Seconds that the shell may take to get ready; undefined: it is. */
  readonly start: number | undefined;
  readonly limits: RequestLimits;
  /** Called at most once. */
  readonly expired: (error: TimedOut) => void;
}

export class Clocks {
  readonly #limits: RequestLimits;
  readonly #whole: NodeJS.Timeout | undefined;
  readonly #start: NodeJS.Timeout | undefined;
  readonly #expired: (error: TimedOut) => void;
  #part: NodeJS.Timeout | undefined;
  #hurry: NodeJS.Timeout | undefined;
  #silence: Silence | undefined;
  #phase: Phase | undefined;

  constructor({ start, limits, expired }: ClockOptions) {
    this.#limits = limits;
    this.#expired = expired;
    this.#start = this.#clock('connect_timeout', start, 'starting a shell on the host');
    this.#whole = this.#clock('timeout', limits.timeout, 'the task');
    if (limits.hurry?.aborted) this.#hasten();
    else limits.hurry?.addEventListener('abort', this.#hasten);
  }

  /** Steps are let finish: this counts while nothing but probes, housekeeping or the start of a shell is waited for. */
  readonly #hasten = (): void => {
    const isStep = this.#phase === 'steps' && this.#limits.brief === undefined;
    if (!isStep) this.#hurry ??= this.#clock('look_timeout', HURRY, 'what an interrupted run still asked');
  };

  /** The driver runs, and is at this part of the request. */
  at(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    clearTimeout(this.#start);
    clearTimeout(this.#part);
    clearTimeout(this.#hurry);
    this.#hurry = undefined;
    this.#silence?.stop();
    if (this.#limits.hurry?.aborted) this.#hasten();
    const {
      before,
      brief,
      doing = 'looking at the host',
      probe = LOOK_TIMEOUT,
      silence,
      timeout,
    } = this.#limits;
    const what = { hold: 'taking the lock', before: before?.doing, steps: brief, probes: doing }[phase];
    const seconds = phase === 'before' ? before?.seconds : probe;
    if (what !== undefined) this.#part = this.#clock('look_timeout', seconds, what);
    else if (silence !== undefined)
      this.#silence = new Silence(silence, timeout !== undefined, (error) => this.#end(error));
  }

  /** Bytes came from the host. */
  heard(bytes: Buffer): void {
    this.#silence?.heard(bytes);
  }

  stop(): void {
    for (const timer of [this.#whole, this.#start, this.#part, this.#hurry]) clearTimeout(timer);
    this.#limits.hurry?.removeEventListener('abort', this.#hasten);
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
