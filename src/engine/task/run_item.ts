// One task on one host, or one item of its loop, once its variables are filled in.

import type { TaskTitle } from '../../event.js';
import { type Heard, heardBoth, Unset } from '../../expression/scope.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved, ResolvedReady } from '../../playbook/resolve.js';
import type { Look } from '../host/target.js';
import { runAction } from './action.js';
import { prefaceOf } from './before_change.js';
import { overrule } from './changed_when.js';
import { failureOf } from './failure.js';
import { informed } from './hostvars_wait.js';
import { titleOf } from './report.js';
import { type ItemResult, idle } from './result.js';
import { untilItHolds } from './retry.js';
import { runState } from './state_task.js';
import type { TaskHost } from './task_host.js';

export async function runItem(
  host: TaskHost,
  task: Task,
  item: Resolved,
  ahead: () => readonly Look[],
): Promise<ItemResult> {
  if (item.kind === 'skip') return idle('skipped', { message: `when: ${item.because}` });
  if (item.kind === 'unknown')
    return skippedByPlan(host, task) ?? unknownItem(host, item.variable, item.because);
  const title: TaskTitle = titleOf(host, task, item);
  const tell = {
    onStart: () => host.run.emit({ type: 'start', host: host.host.name, task: title }),
    onLine: tellLines(host, title, host.hushed === true || item.secret.size > 0),
  };
  try {
    return await untilItHolds(host, task, item, tell.onLine, () => runReady(host, task, item, ahead, tell));
  } catch (error) {
    return error instanceof Unset ? unknownItem(host, error.variable, error.because) : failureOf(error);
  }
}

/** Lines of one task that are told as they come: enough to follow it, and too few for a host to flood a report with. */
const linesTold = 1000;

function tellLines(host: TaskHost, task: TaskTitle, secret: boolean): (text: string) => void {
  let told = 0;
  return (text) => {
    told += 1;
    if (secret || told > linesTold) return;
    const last = told === linesTold ? '[what it prints from here on is not told line by line]' : text;
    host.run.emit({ type: 'line', host: host.host.name, task, text: last });
  };
}

async function runReady(
  host: TaskHost,
  task: Task,
  item: ResolvedReady,
  ahead: () => readonly Look[],
  tell: { onStart: () => void; onLine: (text: string) => void },
): Promise<ItemResult> {
  const module = host.run.modules.get(task.module);
  const result =
    module?.kind === 'action'
      ? await runAction(host, { task, module, item, ahead, ...tell })
      : await runState(host, {
          task,
          module: module as NonNullable<typeof module>,
          item,
          ahead,
          preface: (change, on) => prefaceOf(host, task, item, change.steps, on),
          ...tell,
        });
  const overruled = await informed(host, () => overrule(host, task, item, result));
  const actedOn = item.delegate ?? host.host.name;
  const heard = [...item.heard.values()].reduce<Heard | undefined>(heardBoth, result.heard);
  return { ...overruled, secret: result.secret || item.secret.size > 0, actedOn, heard };
}

/** An action that plan never runs is skipped for that reason, whatever else is not known about it. */
function skippedByPlan(host: TaskHost, task: Task): ItemResult | undefined {
  const module = host.run.modules.get(task.module);
  if (host.run.mode !== 'plan' || module?.kind !== 'action' || module.plan === 'run') return undefined;
  return idle('skipped', { message: module.plan.skip, registered: undefined });
}

function unknownItem(host: TaskHost, variable: string, because: string): ItemResult {
  const message = `${variable} is not known: ${because}`;
  return host.run.mode === 'plan'
    ? idle('unknown', { message, registered: undefined })
    : idle('failed', { message });
}
