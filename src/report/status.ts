// The words and colours of outcomes: one place, so that lines, progress and recap agree.

import type { TaskOutcome } from '../event.js';
import type { Format } from './style.js';

export type Shown = TaskOutcome['status'] | 'ignored';

export const statusWords: { readonly [status in Shown]: string } = {
  ok: 'ok',
  changed: 'changed',
  would_change: 'would change',
  unknown: 'unknown',
  skipped: 'skipped',
  failed: 'failed',
  unreachable: 'unreachable',
  ignored: 'ignored',
};

export const statusFormats: { readonly [status in Shown]: Format } = {
  ok: 'green',
  changed: 'yellow',
  would_change: 'yellow',
  unknown: 'magenta',
  skipped: 'dim',
  failed: ['red', 'bold'],
  unreachable: ['red', 'bold'],
  ignored: 'magenta',
};

/** A failure that was let pass has a word of its own. */
export function shownStatus(outcome: TaskOutcome): Shown {
  return outcome.ignored === true ? 'ignored' : outcome.status;
}

/** Whether an outcome is worth a line. What was as wanted or left out is only counted, unless it has a remark. */
export function isWorthALine(outcome: TaskOutcome): boolean {
  if (outcome.status === 'skipped') return false;
  return outcome.status !== 'ok' || outcome.message !== undefined;
}

/** Whether something went wrong that nobody asked to let pass. */
export function isFailure({ status, ignored }: TaskOutcome): boolean {
  return (status === 'failed' || status === 'unreachable') && ignored !== true;
}
