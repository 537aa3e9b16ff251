// The turn of a host: only so many are worked on at once (`--forks`), and who waits for others lends its turn to them.

import type { LimitFunction } from 'p-limit';

/** Waits until there is room. @returns gives it back */
export function acquire(limit: LimitFunction): Promise<() => void> {
  return new Promise((entered) => {
    void limit(() => new Promise<void>((leave) => entered(leave)));
  });
}

export class Slot {
  #giveBack: (() => void) | undefined;

  constructor(private readonly limit: LimitFunction) {}

  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#giveBack = await acquire(this.limit);
    try {
      return await work();
    } finally {
      this.#giveBack();
    }
  }

  /** Others may have the turn until the wait is over; then it is waited for again. */
  async lend<T>(wait: () => Promise<T>): Promise<T> {
    this.#giveBack?.();
    try {
      return await wait();
    } finally {
      this.#giveBack = await acquire(this.limit);
    }
  }
}
