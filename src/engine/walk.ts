// One host's way through a list of tasks: the page order is the run order.

import { tasksAhead } from '../playbook/parts_of.js';
import type { Part, Task } from '../playbook/play.js';
import { isInterruption } from './failure.js';
import { decisiveFailure } from './item_result.js';
import { heed } from './meta.js';
import { remember } from './remember.js';
import { runGuarded } from './rescue.js';
import type { HostRun } from './run_context.js';
import { runTask, type TaskOptions } from './run_task.js';

/** How the walk ended. A host that failed, or was lost, gets no further tasks in this run; `ended`: none in this play; `stopped`: others failed. */
export type WalkEnd = 'finished' | 'ended' | 'failed' | 'unreachable' | 'stopped' | 'interrupted';

export interface WalkOptions extends TaskOptions {
  /** Tasks that come after these, as far as they are known: for looking ahead. */
  readonly after?: readonly Task[];
  /** Called for each task that did not fail. */
  readonly onDone?: (task: Task) => void;
}

export type Walk = (host: HostRun, parts: readonly Part[], options?: WalkOptions) => Promise<WalkEnd>;

export const walk: Walk = async (host, parts, options = {}) => {
  try {
    return await walkParts(host, parts, options);
  } catch (error) {
    if (isInterruption(error, host.run.signal)) return 'interrupted';
    throw error;
  }
};

async function walkParts(host: HostRun, parts: readonly Part[], options: WalkOptions): Promise<WalkEnd> {
  for (const [index, part] of parts.entries()) {
    if (host.run.signal.aborted) return 'interrupted';
    if (host.isStopped()) return 'stopped';
    const coming = [...tasksAhead(parts.slice(index + 1)), ...(options.after ?? [])];
    const end = await walkPart(host, part, coming, options);
    if (end !== 'finished') return end;
  }
  return 'finished';
}

async function walkPart(
  host: HostRun,
  part: Part,
  coming: readonly Task[],
  options: WalkOptions,
): Promise<WalkEnd> {
  if (part.kind === 'task') return walkTask(host, part, coming, options);
  if (part.kind === 'flush') return heed(host, 'flush_handlers', walk);
  const always = tasksAhead(part.always);
  return runGuarded(host, part, walkBefore([...always, ...coming]), walkBefore(coming));
}

function walkBefore(after: readonly Task[]): Walk {
  return (host, parts, options) => walk(host, parts, { ...options, after });
}

async function walkTask(
  host: HostRun,
  task: Task,
  coming: readonly Task[],
  options: WalkOptions,
): Promise<WalkEnd> {
  const results = await host.run.throttle(task, () => runTask(host, task, coming, options));
  remember(host, task, results);
  const lost = results.some((result) => result.status === 'unreachable');
  if (lost && !task.ignoreUnreachable) return 'unreachable';
  const failure = task.ignoreErrors ? undefined : decisiveFailure(results);
  if (failure && host.transaction) host.transaction.failure = failure;
  if (failure && host.rescuer)
    host.rescuer.failure = {
      task: task.name.text,
      module: task.module,
      result: { ...failure, secret: failure.secret || task.noLog },
    };
  if (failure) return 'failed';
  options.onDone?.(task);
  const control = results.find((result) => result.control !== undefined)?.control;
  return control === undefined ? 'finished' : heed(host, control, walk);
}
