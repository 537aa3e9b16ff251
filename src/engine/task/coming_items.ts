// Which items come next for certain, with their variables as they are now: for what is sent ahead of its turn (chain.ts).
//
// The prefetch may guess wrong, since it only asks. What is done ahead may not. So anything that could give a variable another
// value, or have the host wait, ends the list.

import type { Variable } from '../../expression/scope.js';
import { isSkipped, problemsOfArguments, type RoleArguments } from '../../playbook/arguments/problems.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved, ResolvedReady } from '../../playbook/resolve.js';
import { neverChanges } from '../../playbook/task.js';
import { scopeIn } from '../variables/host_variables.js';
import { isDue } from './notified.js';
import { notYet } from './prefetch.js';
import { resolveOn } from './resolve.js';
import type { TaskItem } from './task_item.js';

/** Whether nothing but the task's own steps decides how it comes out, and no host waits for another at it. */
export function isPlain(task: Task): boolean {
  return !(
    task.delegateTo ||
    task.runOnce ||
    task.anyErrorsFatal ||
    task.retry ||
    task.throttle !== undefined ||
    task.timeout !== undefined ||
    task.checkMode !== undefined ||
    task.changedWhen.length + task.failedWhen.length > 0 ||
    (task.loop?.pause ?? 0) > 0 ||
    neverChanges(task)
  );
}

/** The items that come next, as far as they are certain. Those whose `when` is false are left out. */
export function* comingItems(
  { host, task, next }: TaskItem,
  resolved: Map<Task, readonly Resolved[]>,
): Generator<{ readonly task: Task; readonly item: ResolvedReady }> {
  for (const item of next.items) {
    if (item.kind === 'unknown') return;
    if (item.kind === 'ready') yield { task, item };
  }
  const registered = new Map<string, Variable>();
  let before = task;
  for (const coming of next.tasks) {
    if (before.register) registered.set(before.register, notYet);
    if (!isPlain(coming) || !passes(host, next.checks.get(coming) ?? [], registered)) return;
    const items = resolveQuietly(host, coming, registered);
    if (!items) return;
    resolved.set(coming, items);
    for (const item of items) {
      if (item.kind === 'unknown') return;
      if (item.kind === 'ready' && mayReadIt(host, item.notify, registered)) return;
      if (item.kind === 'ready') yield { task: coming, item };
    }
    before = coming;
  }
}

/** What is wrong with the arguments of a role shows when it begins. So does what they come to where it is not registered yet. */
function passes(
  host: TaskItem['host'],
  uses: readonly RoleArguments[],
  registered: ReadonlyMap<string, Variable>,
): boolean {
  const scope = scopeIn(host).with('results', registered);
  const context = { files: host.run.files };
  try {
    return uses.every((use) =>
      registered.size > 0
        ? isSkipped(use, scope, context)
        : problemsOfArguments(use, scope, context).length === 0,
    );
  } catch {
    return false;
  }
}

/** Whether a handler that is notified may read what is not registered yet: it is recorded with what it reads. */
function mayReadIt(
  host: TaskItem['host'],
  notify: readonly string[],
  registered: ReadonlyMap<string, Variable>,
): boolean {
  if (registered.size === 0 || notify.length === 0) return false;
  const names = new Set(notify);
  return host.play.handlers
    .filter((handler) => isDue(handler, names))
    .some(({ part }) => {
      if (part.kind !== 'task') return false;
      const items = resolveQuietly(host, part, registered);
      return !items || items.some(({ kind }) => kind === 'unknown');
    });
}

/** A mistake in it shows when its own turn comes. So does what another host learns, which may be otherwise by then. */
function resolveQuietly(
  host: TaskItem['host'],
  task: Task,
  over: ReadonlyMap<string, Variable>,
): readonly Resolved[] | undefined {
  host.hostvars.refresh();
  try {
    const items = resolveOn(host, task, over);
    return host.hostvars.hasLearned ? undefined : items;
  } catch {
    return undefined;
  }
}
