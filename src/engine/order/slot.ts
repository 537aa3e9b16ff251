// Places among `--forks`, which a waiting host lends to others, and `throttle`: how many hosts do one task at once.

import pLimit, { type LimitFunction } from 'p-limit';
import type { Task } from '../../playbook/play.js';

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

export type Throttle = <T>(host: { readonly slot: Slot }, task: Task, work: () => Promise<T>) => Promise<T>;

/** Who waits for the others lends its turn to them: one of them may wait for a host that had none. */
export function openThrottle(): Throttle {
  const limits = new Map<number, LimitFunction>();
  return async ({ slot }, task, work) => {
    if (task.throttle === undefined) return work();
    const limit = limits.get(task.id) ?? pLimit(task.throttle);
    limits.set(task.id, limit);
    const isFree = limit.activeCount + limit.pendingCount < task.throttle;
    const leave = isFree ? await acquire(limit) : await slot.lend(() => acquire(limit));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
