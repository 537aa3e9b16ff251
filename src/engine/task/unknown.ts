// Items that are not done: skipped by their `when`, or not known yet, because a task that has not run gives them a value.

import type { Task } from '../../playbook/play.js';
import type { Resolved } from '../../playbook/resolve.js';
import { type ItemResult, idle } from './result.js';
import type { TaskHost } from './task_host.js';

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
  if (run.mode !== 'plan' || module?.kind !== 'action' || module.plan === 'run') return undefined;
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
