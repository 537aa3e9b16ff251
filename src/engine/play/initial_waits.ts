// Waiting for a host that is not there yet: before the first request, not as a part of it.

import type { Part } from '../../playbook/play.js';
import { ProblemError } from '../../problem.js';
import { prefetchTools } from '../task/resolve.js';
import type { HostRun } from './host_run.js';

/**
 * The tasks with which a list begins that wait for the host itself. They come before the first request, which would fail
 * where the host is not there yet. One that reads facts comes after it, as it has to.
 */
export function initialWaits(host: HostRun, parts: readonly Part[]): readonly Part[] {
  const first = parts.findIndex((part) => !isWait(host, part));
  return first === -1 ? parts : parts.slice(0, first);
}

function isWait(host: HostRun, task: Part): boolean {
  if (task.kind !== 'task') return false;
  const module = host.run.modules.get(task.module);
  if (module?.kind !== 'action' || !module.awaitsHost || task.delegateTo || task.runOnce) return false;
  try {
    return prefetchTools(host)
      .resolve(task, new Map())
      .every(({ kind }) => kind !== 'unknown');
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
