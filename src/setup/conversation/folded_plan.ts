// A plan in a few lines: how much of each kind would be done, folded until somebody wants to see all of it. Pure.

import { isOutcome, type Outcome, outcomeName, type RunEvent } from '../../event.js';

export interface FoldedPlan {
  /** Names of what would be changed, in the order of the page, each once. */
  readonly changes: readonly string[];
  /** Tasks of which only the run knows more. */
  readonly unknown: number;
  readonly failed: readonly Outcome[];
}

export function foldPlan(events: readonly RunEvent[]): FoldedPlan {
  const outcomes = events.filter(isOutcome);
  const inState = (...states: readonly Outcome['status'][]) =>
    outcomes.filter(({ status }) => states.includes(status));
  return {
    changes: [...new Set(inState('would_change').map(outcomeName))],
    unknown: new Set(
      inState('unknown').flatMap((outcome) => (outcome.type === 'outcome' ? [outcome.task.id] : [])),
    ).size,
    failed: inState('failed', 'unreachable').filter(
      (outcome) => outcome.type === 'host_outcome' || !outcome.ignored,
    ),
  };
}

/** @param limit the most changes that are named */
export function foldedLines({ changes, unknown }: FoldedPlan, limit: number): readonly string[] {
  if (changes.length + unknown === 0) return ['nothing would be changed'];
  const more = changes.length - limit;
  return [
    ...changes.slice(0, limit),
    ...(more > 0 ? [`... and ${more} more`] : []),
    ...(unknown > 0 ? [`${unknown} that only the run can tell`] : []),
  ];
}
