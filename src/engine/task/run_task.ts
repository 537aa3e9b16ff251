// What a task goes through on one host, from beginning to end. Each step that is named here is a file beside this one.
//
// Before it, tasks.ts walks the page; after it, host_end.ts says what becomes of the host.

import { setTimeout as sleep } from 'node:timers/promises';
import { Unset } from '../../expression/scope.js';
import { largeFilesAreHashed } from '../../files/shared.js';
import type { RoleArguments } from '../../playbook/arguments/problems.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved } from '../../playbook/resolve.js';
import type { Probe } from '../host/probes.js';
import { isOver } from '../order/progress.js';
import { runAction } from './action.js';
import { applyChange } from './apply_change.js';
import { atBarrier, type Done, whenHostvarsAreReady } from './barrier.js';
import { changedWhen, untilItHolds } from './conditions.js';
import { announce, probe } from './decision.js';
import { ofWhom } from './of_whom.js';
import { prefetch } from './prefetch.js';
import { notify, register, withLoopItem } from './register.js';
import { report } from './report.js';
import { resolveItems, unknown, unknownOrSkipped } from './resolve.js';
import { failureOf, type ItemResult } from './result.js';
import { madeUnheard, resultOfSent } from './result_of_change.js';
import type { TaskHost } from './task_host.js';
import {
  type ActionItem,
  type Next,
  type StateItem,
  startItem,
  type TaskItem,
  type Wrapper,
  wrap,
} from './task_item.js';

/** What comes after a task, as far as it is known. */
export interface Coming {
  readonly tasks: readonly Task[];
  /** So many of them come next for certain, where the task does not fail. */
  readonly sure: number;
  /** The arguments of roles that are checked before one of those begins. */
  readonly checks: ReadonlyMap<Task, readonly RoleArguments[]>;
}

export const nothingComes = unsure([]);

/** Tasks that come, as far as nothing comes between. */
export function unsure(tasks: readonly Task[]): Coming {
  return { tasks, sure: 0, checks: new Map() };
}

export interface TaskOptions {
  /** Says more about a failure before it is told. */
  readonly explain?: (result: ItemResult) => Promise<ItemResult>;
  /** What becomes of an item's result before it is told. */
  readonly settle?: (item: Resolved, result: ItemResult) => ItemResult;
  /** Is given the results of the host itself, before those that wait at the barrier go on. */
  readonly onResults?: (results: readonly ItemResult[]) => void;
}

/** @returns undefined where the run was interrupted or stopped before the host had its turn */
export async function runTask(
  host: TaskHost,
  task: Task,
  coming: Coming,
  options: TaskOptions,
): Promise<Done | undefined> {
  const done = await atBarrier(host, task, async () => {
    const results = await resolveAndRun(host, task, coming, options);
    if (results) options.onResults?.(results);
    return results;
  });
  if (done) register(host, task, done.results);
  return done;
}

async function resolveAndRun(
  host: TaskHost,
  task: Task,
  coming: Coming,
  options: TaskOptions,
): Promise<readonly ItemResult[] | undefined> {
  const items =
    host.sentAhead.itemsOf(task) ?? (await whenHostvarsAreReady(host, () => resolveItems(host, task)));
  await largeFilesAreHashed();
  if (isOver(host)) return undefined;
  if ('status' in items) {
    report(host, task, undefined, items);
    return [items];
  }
  return host.run.throttle(host, task, () => runItems(host, task, items, coming, options));
}

/** Every item of the task, also after one failed, as Ansible does; only a lost host ends the loop. */
async function runItems(
  host: TaskHost,
  task: Task,
  items: readonly Resolved[],
  coming: Coming,
  { explain, settle }: TaskOptions,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = [];
  for (const [index, item] of items.entries()) {
    const left = items.slice(index + 1);
    const ahead = () => prefetch(host, task, left, coming.tasks);
    const found = await runItem(host, task, item, ahead, {
      items: left,
      tasks: coming.tasks.slice(0, coming.sure),
      checks: coming.checks,
    });
    const raw = settle?.(item, found) ?? found;
    const told = raw.status === 'failed' && explain ? await explain(raw) : raw;
    const result = host.isHandler && host.hidesOutput ? { ...told, secret: true } : told;
    report(host, task, item, result);
    notify(host, task, item, result);
    results.push(withLoopItem(task, item, result));
    if (result.status === 'unreachable') break;
    if (left.length > 0) await pause(host, task);
  }
  return results;
}

/** @param ahead the probes of what comes next, for a request that is made anyway */
export async function runItem(
  host: TaskHost,
  task: Task,
  item: Resolved,
  ahead: () => readonly Probe[],
  next?: Next,
): Promise<ItemResult> {
  if (item.kind !== 'ready') return unknownOrSkipped(host, task, item);
  return wrappedWork(startItem(host, task, item, ahead, next));
}

/** What stands around the work of one item, from the outside in. */
const wrappers: readonly Wrapper[] = [
  failureAsResult, // what is thrown becomes a result
  untilItHolds, // retries, until
  ofWhom, // whose words the result is made of, and whether they are secret
  changedWhen, // changed_when, failed_when
];

const wrappedWork = wrap(wrappers, (it: TaskItem) =>
  it.module.kind === 'action' ? runAction(it as ActionItem) : runState(it as StateItem),
);

/**
 * A plan ends where it is told; apply prepares the change, makes it, and probes again (apply_change.ts). One that went along with
 * an earlier one (chain.ts) is made already.
 */
async function runState(it: StateItem): Promise<ItemResult> {
  const sent = it.host.sentAhead.take(it.item);
  if (sent?.outputs) return resultOfSent(it, sent.link, sent.outputs);
  const decision = await probe(it, it.ahead);
  if (sent && decision.kind === 'nothing') return madeUnheard(it, sent.link);
  if (decision.kind === 'change' && it.isActing) return applyChange(it, decision);
  return announce(it, decision);
}

/** A value that is not known yet, a failure, a lost host. @throws AbortError, which is the end of waiting and no failure */
async function failureAsResult({ host }: TaskItem, work: () => Promise<ItemResult>): Promise<ItemResult> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Unset ? unknown(host, error) : failureOf(error);
  }
}

/** `loop_control: { pause }` */
async function pause({ run }: TaskHost, { loop }: Task): Promise<void> {
  const seconds = loop?.pause ?? 0;
  if (seconds > 0 && run.mode === 'apply') await sleep(seconds * 1000, undefined, { signal: run.signal });
}
