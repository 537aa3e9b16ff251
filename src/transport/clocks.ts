// The time-outs of one trip, each with the name that the operator knows.

import { TimedOut } from '../connection.js';

export interface Clocks {
  /** A byte came from the host. */
  heard(): void;
  /** The driver runs: the start has no limit any more. */
  started(): void;
  stop(): void;
}

/** Limits in seconds; an absent one is none. `start` is how long the shell may take to get ready. */
export interface ClockLimits {
  readonly start?: number | undefined;
  readonly timeout?: number | undefined;
  readonly silence?: number | undefined;
}

/** Starts the clocks. `expired` is called at most once. */
export function startClocks(limits: ClockLimits, expired: (error: TimedOut) => void): Clocks {
  const timers = {
    start: clock('connect_timeout', limits.start, 'starting a shell on the host'),
    timeout: clock('timeout', limits.timeout, 'the task'),
    silence: clock('silence_timeout', limits.silence, 'the next byte from the host'),
  };

  function clock(limit: TimedOut['limit'], seconds: number | undefined, doing: string) {
    if (seconds === undefined) return undefined;
    return setTimeout(() => {
      stop();
      expired(new TimedOut(limit, seconds, doing));
    }, seconds * 1000);
  }

  function stop(): void {
    for (const timer of Object.values(timers)) clearTimeout(timer);
  }

  return { heard: () => timers.silence?.refresh(), started: () => clearTimeout(timers.start), stop };
}
