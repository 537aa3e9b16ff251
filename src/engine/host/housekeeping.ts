// The time that a host has for what a run does there for its own ends: no task's limits are over it, so it has its own.

import type { RequestLimits } from '../../connection.js';
import type { Target } from './target.js';

/**
 * How many times the time of a probe each may take: some of it is as brief as one, some copies files or runs commands that
 * undo, and what goes on by itself, such as apt, is waited for longest.
 */
const times = { brief: 1, copying: 10, waiting: 60 } as const;

/** What goes before a change in the same request: pending handlers are recorded, what it replaces is kept. */
export function beforehand(target: Target, steps: number): RequestLimits {
  const { brief: doing = '', probe: seconds = 0 } = keeping(target);
  return steps === 0 ? {} : { before: { steps, doing, seconds } };
}

/** The same in a request of its own. */
export function keeping(target: Target): RequestLimits {
  return housekeeping(target, 'copying', 'keeping what the change replaces');
}

/** @param doing in the words of an error: `putting back "web"` */
export function housekeeping(target: Target, kind: keyof typeof times, doing: string): RequestLimits {
  return { brief: doing, probe: target.connection.lookTimeout * times[kind] };
}
