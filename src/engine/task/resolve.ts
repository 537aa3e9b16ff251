// A task resolved on a host with its variables as they are now. Items that are not done: skipped by their `when`, or not known
// yet.

import type { Variable } from '../../expression/scope.js';
import type { Module } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import { type Resolved, resolveTask } from '../../playbook/resolve.js';
import { scopeIn } from '../variables/host_variables.js';
import { failureOf, type ItemResult, idle } from './result.js';
import type { TaskHost } from './task_host.js';

export function resolveOn(
  host: TaskHost,
  task: Task,
  over: ReadonlyMap<string, Variable> = new Map(),
): readonly Resolved[] {
  const scope = scopeIn(host).with('results', over);
  return resolveTask(task, moduleOf(host, task), scope, { files: host.run.files });
}

/** The module of a task of the playbook. */
function moduleOf({ run }: TaskHost, { module: name }: Task): Module {
  const module = run.modules.get(name);
  if (!module) throw new Error(`no module ${name}: the playbook was not checked`);
  return module;
}

/** What the task comes to; where that is nothing, how it came out. */
export function resolveItems(host: TaskHost, task: Task): readonly Resolved[] | ItemResult {
  try {
    const items = resolveOn(host, task);
    return items.length > 0 ? items : idle('skipped', { message: 'its loop is empty' });
  } catch (error) {
    return failureOf(error);
  }
}

export function unknownOrSkipped(
  host: TaskHost,
  task: Task,
  item: Exclude<Resolved, { kind: 'ready' }>,
): ItemResult {
  if (item.kind === 'skip') return idle('skipped', { message: `when: ${item.because}` });
  return skippedByPlan(host, task) ?? unknown(host, item);
}

/** An action that plan never runs is skipped for that reason, whatever else is not known about it. */
function skippedByPlan({ run }: TaskHost, task: Task): ItemResult | undefined {
  const module = run.modules.get(task.module);
  if (run.mode !== 'plan' || module?.kind !== 'action') return undefined;
  if (module.plan === 'run' || typeof module.plan === 'function') return undefined;
  return idle('skipped', { message: module.plan.skip, registered: undefined });
}

/** A plan may not know what apply will; in apply it is a failure. */
export function unknown(
  { run }: TaskHost,
  { variable, because }: { readonly variable: string; readonly because: string },
): ItemResult {
  const message = `${variable} is not known: ${because}`;
  return run.mode === 'plan'
    ? idle('unknown', { message, registered: undefined })
    : idle('failed', { message });
}
