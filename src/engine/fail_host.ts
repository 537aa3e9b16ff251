// What fails between the tasks of a host fails the host.

import { failureOf, isInterruption } from './failure.js';
import { emitHostOutcome } from './outcome.js';
import type { HostRun } from './run_context.js';
import type { WalkEnd } from './walk.js';

/** @param doing what it was about, in the place of a task's name */
export function failHost(host: HostRun, doing: string, error: unknown): WalkEnd {
  if (isInterruption(error, host.run.signal)) return 'interrupted';
  const failure = failureOf(error);
  emitHostOutcome(host, doing, failure);
  if (host.rescuer) host.rescuer.failure = { task: doing, module: 'block', result: failure };
  return failure.status === 'unreachable' ? 'unreachable' : 'failed';
}
