// One task on one host: every item of its loop, one after another.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../../playbook/play.js';
import type { Resolved, ResolvedReady } from '../../playbook/resolve.js';
import { neverChanges } from '../../playbook/task.js';
import { isSecret } from '../journal/transaction_record.js';
import { isOver } from '../order/progress.js';
import { failureOf } from './failure.js';
import { informed } from './hostvars_wait.js';
import { emitOutcome } from './report.js';
import { lookAhead, resolveOn } from './resolve_on.js';
import { type ItemResult, idle } from './result.js';
import { runItem } from './run_item.js';
import type { TaskHost } from './task_host.js';

export interface TaskOptions {
  /** Says more about a failure before it is told. */
  readonly explain?: (result: ItemResult) => Promise<ItemResult>;
  /** What becomes of an item's result before it is told. */
  readonly settle?: (item: Resolved, result: ItemResult) => ItemResult;
}

/**
 * Does a task on a host, when those whose variables it reads have come as far and no more hosts are at it than it allows.
 *
 * @returns undefined where the run was interrupted or stopped before that
 */
export async function runTask(
  host: TaskHost,
  task: Task,
  coming: readonly Task[],
  options: TaskOptions,
): Promise<readonly ItemResult[] | undefined> {
  const items = await informed(host, () => itemsOf(host, task));
  if (isOver(host)) return undefined;
  if ('status' in items) {
    emitOutcome(host, task, undefined, items);
    return [items];
  }
  return host.run.throttle(host, task, () => runItems(host, task, items, coming, options));
}

/** What the task comes to; where that is nothing, how it came out. */
function itemsOf(host: TaskHost, task: Task): readonly Resolved[] | ItemResult {
  try {
    const items = resolveOn(host, task);
    return items.length > 0 ? items : idle('skipped', { message: 'its loop is empty' });
  } catch (error) {
    return failureOf(error);
  }
}

/** Every item of the task, also after one failed, as Ansible does; only a lost host ends the loop. */
async function runItems(
  host: TaskHost,
  task: Task,
  items: readonly Resolved[],
  coming: readonly Task[],
  { explain, settle }: TaskOptions,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = [];
  for (const [index, item] of items.entries()) {
    const ahead = () => lookAhead(host, task, items.slice(index + 1), coming);
    const found = await runItem(host, task, item, ahead);
    const raw = settle?.(item, found) ?? found;
    const told = raw.status === 'failed' && explain ? await explain(raw) : raw;
    const result = host.isHandler && host.hushed ? { ...told, secret: true } : told;
    emitOutcome(host, task, item, result);
    results.push(withTurn(task, item, result));
    if (item.kind === 'ready' && isCause(result)) noteDue(host, task, item);
    else if (host.run.mode === 'plan' && result.status === 'unknown') notePerhaps(host, task, item);
    if (result.status === 'unreachable') break;
    const pause = index + 1 < items.length ? (task.loop?.pause ?? 0) : 0;
    if (pause > 0 && host.run.mode === 'apply')
      await sleep(pause * 1000, undefined, { signal: host.run.signal });
  }
  return results;
}

/** A result of a loop carries what it is the result of, by Ansible's names. */
function withTurn({ loop }: Task, { turn }: Resolved, result: ItemResult): ItemResult {
  if (!loop || !turn || !result.registered) return result;
  const finals = [...turn].flatMap(([name, variable]) =>
    variable.kind === 'final' ? [{ name, ...variable }] : [],
  );
  const registered = {
    ...result.registered,
    ...Object.fromEntries(finals.map(({ name, value }) => [name, value])),
    ansible_loop_var: loop.variable,
    ...(loop.index !== undefined && { ansible_index_var: loop.index }),
  };
  return { ...result, registered, holdsSecret: finals.some(({ secret }) => secret) };
}

function noteDue(
  { due, secretlyDue, transaction, hushed = false }: TaskHost,
  task: Task,
  item: ResolvedReady,
): void {
  for (const name of item.notify) {
    due.add(name);
    if (hushed || isSecret({ task, item })) secretlyDue.add(name);
    if (task.irreversible) transaction?.lasting.add(name);
  }
}

/** One that is not known yet may turn out to change something. */
function notePerhaps({ perhaps }: TaskHost, task: Task, item: Resolved): void {
  if (neverChanges(task)) return;
  const names = item.kind === 'ready' ? item.notify : task.notify.map(({ text }) => text);
  for (const name of names) if (!perhaps.has(name)) perhaps.set(name, item.title);
}

/** Whether what the task notifies is due. */
function isCause({ status, touched }: ItemResult): boolean {
  return status === 'changed' || status === 'would_change' || (status === 'failed' && touched === true);
}
