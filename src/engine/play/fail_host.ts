// What fails between the tasks of a host fails the host.

import { failureOf, isInterruption } from '../task/failure.js';
import { reportHost } from '../task/report.js';
import { failedAt, type HostEnd, interrupted, unreachable } from './host_end.js';
import type { HostRun } from './host_run.js';

/** @param doing what it was about, in the place of a task's name */
export function failHost(host: HostRun, doing: string, error: unknown): HostEnd {
  if (isInterruption(error, host.run.signal)) return interrupted;
  const failure = failureOf(error);
  reportHost(host, doing, failure);
  return failure.status === 'unreachable' ? unreachable : failedAt(doing, failure);
}
