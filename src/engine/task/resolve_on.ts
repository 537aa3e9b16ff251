// What of the coming tasks a host is asked in a trip that is made anyway, with their variables as they are now.

import type { Variable } from '../../expression/scope.js';
import type { Task } from '../../playbook/play.js';
import { type Resolved, resolveTask } from '../../playbook/resolve.js';
import type { Look } from '../host/target.js';
import { type WindowTools, windowOf } from './prefetch.js';
import { scopeIn, type TaskHost } from './task_host.js';

export function resolveOn(
  host: TaskHost,
  task: Task,
  over: ReadonlyMap<string, Variable> = new Map(),
): readonly Resolved[] {
  const module = host.run.modules.get(task.module);
  if (!module) throw new Error(`no module ${task.module}: the playbook was not checked`);
  return resolveTask(task, module, scopeIn(host).with('results', over), { files: host.run.files });
}

/** Looks on the host itself for what comes next; a delegated task's other host is looked at when its turn comes. */
export function lookAhead(
  host: TaskHost,
  task: Task,
  items: readonly Resolved[],
  coming: readonly Task[],
): readonly Look[] {
  if (task.delegateTo) return [];
  return windowOf(coming, windowTools(host), { task, items });
}

export function windowTools(host: TaskHost): WindowTools {
  return {
    modules: host.run.modules,
    size: host.run.window - 1,
    isOwn: ({ runOnce }) => !runOnce || host.batch.names[0] === host.host.name,
    resolve: (task, over) => resolveOn(host, task, over),
  };
}
