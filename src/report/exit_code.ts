// The exit code of a run, from its recap alone. Code 3, bad input, is not here: such a run never starts.

import type { HostRecap, Mode, Recap } from '../event.js';

export type ExitCode = 0 | 1 | 2 | 4 | 130;

/**
 * Where several hold, the first wins: 130 interrupted; 1 a task failed; 4 a host was unreachable; 2 `plan` found
 * changes pending or could not know; 0 done, or in sync. Failures that were ignored or rescued count as neither.
 */
export function exitCodeOf(recap: Recap, mode: Mode): ExitCode {
  const some = (count: keyof Omit<HostRecap, 'time'>) =>
    Object.values(recap.hosts).some((host) => host[count] > 0);
  if (recap.interrupted) return 130;
  if (some('failed')) return 1;
  if (some('unreachable')) return 4;
  if (mode === 'plan' && (some('would_change') || some('unknown'))) return 2;
  return 0;
}
