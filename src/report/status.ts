// The words and colours of outcomes: one place, so that lines, progress and recap agree.

import type { Field } from '../change.js';
import type { Outcome } from '../event.js';
import type { Format } from './style.js';

export type Shown = Outcome['status'] | 'ignored' | 'rescued' | 'would_run';

export const statusWords: { readonly [status in Shown]: string } = {
  ok: 'ok',
  changed: 'changed',
  would_change: 'would change',
  would_run: 'would run',
  unknown: 'unknown',
  skipped: 'skipped',
  failed: 'failed',
  unreachable: 'unreachable',
  ignored: 'ignored',
  rescued: 'rescued',
};

export const statusFormats: { readonly [status in Shown]: Format } = {
  ok: 'green',
  changed: 'yellow',
  would_change: 'yellow',
  would_run: 'yellow',
  unknown: 'magenta',
  skipped: 'dim',
  failed: ['red', 'bold'],
  unreachable: ['red', 'bold'],
  ignored: 'magenta',
  rescued: 'magenta',
};

/** A failure that was let pass has a word of its own, and so has a command that a plan found due. */
export function shownStatus(outcome: Outcome): Shown {
  if (isIgnored(outcome)) return 'ignored';
  if (outcome.rescued === true) return 'rescued';
  if (outcome.type === 'host_outcome') return outcome.status;
  const runs = outcome.fields.length > 0 && outcome.fields.every(isRun);
  return runs && outcome.status === 'would_change' ? 'would_run' : outcome.status;
}

/** The one field of a command, which has no state: its status says it all. */
export function isRun({ name, from, to }: Field): boolean {
  return name === 'ran' && from === false && to === true;
}

/** Whether an outcome is worth a line. What was as wanted or left out is only counted, unless it has a remark. */
export function isWorthALine(outcome: Outcome): boolean {
  if (outcome.status === 'skipped') return false;
  return outcome.status !== 'ok' || outcome.message !== undefined;
}

/** Whether something went wrong that nobody asked to let pass. */
export function isFailure(outcome: Outcome): boolean {
  const { status, rescued } = outcome;
  return (status === 'failed' || status === 'unreachable') && !isIgnored(outcome) && rescued !== true;
}

function isIgnored(outcome: Outcome): boolean {
  return outcome.type === 'outcome' && outcome.ignored === true;
}
