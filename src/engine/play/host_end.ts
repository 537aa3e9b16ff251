// How the way of one host through a list of parts ended: a value that is returned, and never written into anything.

import { reportHost } from '../task/report.js';
import { failureOf, type ItemResult, isInterruption } from '../task/result.js';
import type { TaskHost } from '../task/task_host.js';

/** What failed. */
export interface Failure {
  /** The task's name, or what was done in its place. */
  readonly task: string;
  readonly module: string;
  readonly result: ItemResult;
}

/**
 * A host that failed, or was lost, gets no further tasks in this run; `ended`: none in this play; `stopped`: others
 * failed.
 */
export type HostEnd =
  | { readonly kind: 'finished' | 'ended' | 'stopped' | 'unreachable' | 'interrupted' }
  | {
      readonly kind: 'failed';
      /** The latest, as Ansible tells a rescue. */
      readonly failure: Failure;
      /** Whether putting back what was changed may mend one of the failures. */
      readonly isOfChange: boolean;
    };

export const finished: HostEnd = { kind: 'finished' };
export const unreachable: HostEnd = { kind: 'unreachable' };
export const interrupted: HostEnd = { kind: 'interrupted' };

export function failed(failure: Failure): HostEnd {
  return { kind: 'failed', failure, isOfChange: isOfChange(failure.result) };
}

/** A failure between the tasks of a host. @param doing what it was about, in the place of a task's name */
export function failedAt(doing: string, result: ItemResult): HostEnd {
  return failed({ task: doing, module: 'block', result });
}

/** From what decides least to what decides most. */
const order: readonly HostEnd['kind'][] = [
  'finished',
  'ended',
  'stopped',
  'failed',
  'unreachable',
  'interrupted',
];

/** How a host ended that went two ways, one after the other. What happens later hides nothing of what happened before. */
export function both(first: HostEnd, then: HostEnd): HostEnd {
  if (first.kind === 'failed' && then.kind === 'failed')
    return { ...then, isOfChange: first.isOfChange || then.isOfChange };
  return order.indexOf(then.kind) > order.indexOf(first.kind) ? then : first;
}

/** Whether the host goes on with what comes next in the run. */
export function goesOn({ kind }: HostEnd): boolean {
  return kind === 'finished' || kind === 'ended';
}

/**
 * The failure among a task's items that decides what becomes of its block. One that the change is to blame for comes
 * before those that putting it back would not mend.
 */
export function decisiveFailure(results: readonly ItemResult[]): ItemResult | undefined {
  const failures = results.filter(({ status }) => status === 'failed');
  return failures.find(isOfChange) ?? failures[0];
}

/** Whether putting back what was changed may mend it: not where something else is known to be to blame. */
export function isOfChange({ blame = 'change' }: Pick<ItemResult, 'blame'>): boolean {
  return blame === 'change';
}

/** @param doing what it was about, in the place of a task's name */
export function failHost(host: TaskHost, doing: string, error: unknown): HostEnd {
  if (isInterruption(error, host.run.signal)) return interrupted;
  const failure = failureOf(error);
  reportHost(host, doing, failure);
  return failure.status === 'unreachable' ? unreachable : failedAt(doing, failure);
}
