// `throttle`: how many hosts may do one task at once.

import pLimit, { type LimitFunction } from 'p-limit';
import type { Task } from '../playbook/play.js';

export type Throttle = <T>(task: Task, work: () => Promise<T>) => Promise<T>;

export function openThrottle(): Throttle {
  const limits = new Map<number, LimitFunction>();
  return (task, work) => {
    if (task.throttle === undefined) return work();
    const limit = limits.get(task.id) ?? pLimit(task.throttle);
    limits.set(task.id, limit);
    return limit(work);
  };
}
