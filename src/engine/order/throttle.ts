// `throttle`: how many hosts may do one task at once.

import pLimit, { type LimitFunction } from 'p-limit';
import type { Task } from '../../playbook/play.js';
import { acquire, type Slot } from './slot.js';

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
