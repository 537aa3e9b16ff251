// One host's way through a list of tasks: the page order is the run order.

import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskTitle } from '../event.js';
import { Unset, type Variable } from '../expression/scope.js';
import { tasksAhead } from '../playbook/parts_of.js';
import type { Part, Task } from '../playbook/play.js';
import { type Resolved, type ResolvedReady, resolveTask } from '../playbook/resolve.js';
import { runAction } from './action_task.js';
import { failureOf, isInterruption } from './failure.js';
import { decisiveFailure, type ItemResult, idle } from './item_result.js';
import { heed } from './meta.js';
import { emitOutcome, titleOf } from './outcome.js';
import { overrule } from './overrule.js';
import { prefaceOf } from './preface.js';
import { remember } from './remember.js';
import { runGuarded } from './rescue.js';
import { untilItHolds } from './retry.js';
import { type HostRun, scopeIn } from './run_context.js';
import { runState } from './state_task.js';
import type { Look } from './target.js';
import { type WindowTools, windowOf } from './window.js';

/** How the walk ended. A host that failed, or was lost, gets no further tasks in this run; `ended`: none in this play; `stopped`: others failed. */
export type WalkEnd = 'finished' | 'ended' | 'failed' | 'unreachable' | 'stopped' | 'interrupted';

export interface WalkOptions {
  readonly handlers?: boolean;
  /** Tasks that come after these, as far as they are known: for looking ahead. */
  readonly after?: readonly Task[];
  /** Called for each task that did not fail. */
  readonly onDone?: (task: Task) => void;
  /** Says more about a failure before it is told. */
  readonly explain?: (result: ItemResult) => Promise<ItemResult>;
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

/** Runs every item of a task, also after one failed, as Ansible does; only a lost host ends the loop. */
async function runTask(
  host: HostRun,
  task: Task,
  coming: readonly Task[],
  { handlers: handler = false, explain }: WalkOptions,
): Promise<readonly ItemResult[]> {
  let items: readonly Resolved[];
  try {
    items = resolve(host, task);
  } catch (error) {
    const failure = failureOf(error);
    emitOutcome(host, task, undefined, failure, handler);
    return [failure];
  }
  if (items.length === 0) {
    const skipped = idle('skipped', { message: 'its loop is empty' });
    emitOutcome(host, task, undefined, skipped, handler);
    return [skipped];
  }
  const results: ItemResult[] = [];
  for (const [index, item] of items.entries()) {
    const ahead = () => lookAhead(host, task, items.slice(index + 1), coming);
    const raw = await runItem(host, task, item, ahead, handler);
    const result = raw.status === 'failed' && explain ? await explain(raw) : raw;
    emitOutcome(host, task, item, result, handler);
    results.push(result);
    if (item.kind === 'ready' && isCause(result)) noteDue(host, task, item);
    if (result.status === 'unreachable') break;
    const pause = index + 1 < items.length ? (task.loop?.pause ?? 0) : 0;
    if (pause > 0 && host.run.mode === 'apply')
      await sleep(pause * 1000, undefined, { signal: host.run.signal });
  }
  return results;
}

function resolve(
  host: HostRun,
  task: Task,
  over: ReadonlyMap<string, Variable> = new Map(),
): readonly Resolved[] {
  const module = host.run.modules.get(task.module);
  if (!module) throw new Error(`no module ${task.module}: the playbook was not checked`);
  return resolveTask(task, module, scopeIn(host).with('results', over), { files: host.run.files });
}

export async function runItem(
  host: HostRun,
  task: Task,
  item: Resolved,
  ahead: () => readonly Look[],
  handler: boolean,
): Promise<ItemResult> {
  if (item.kind === 'skip') return idle('skipped', { message: `when: ${item.because}` });
  if (item.kind === 'unknown')
    return skippedByPlan(host, task) ?? unknownItem(host, item.variable, item.because);
  const title: TaskTitle = titleOf(host, task, item, handler);
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

function tellLines(host: HostRun, task: TaskTitle, secret: boolean): (text: string) => void {
  let told = 0;
  return (text) => {
    told += 1;
    if (secret || told > linesTold) return;
    const last = told === linesTold ? '[what it prints from here on is not told line by line]' : text;
    host.run.emit({ type: 'line', host: host.host.name, task, text: last });
  };
}

async function runReady(
  host: HostRun,
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
  return { ...overrule(host, task, item, result), secret: result.secret || item.secret.size > 0 };
}

function noteDue({ due, transaction }: HostRun, { irreversible }: Task, { notify }: ResolvedReady): void {
  for (const name of notify) {
    due.add(name);
    if (irreversible) transaction?.lasting.add(name);
  }
}

/** Whether what the task notifies is due. */
function isCause({ status, touched }: ItemResult): boolean {
  return status === 'changed' || status === 'would_change' || (status === 'failed' && touched === true);
}

/** An action that plan never runs is skipped for that reason, whatever else is not known about it. */
function skippedByPlan(host: HostRun, task: Task): ItemResult | undefined {
  const module = host.run.modules.get(task.module);
  if (host.run.mode !== 'plan' || module?.kind !== 'action' || module.plan === 'run') return undefined;
  return idle('skipped', { message: module.plan.skip, registered: undefined });
}

function unknownItem(host: HostRun, variable: string, because: string): ItemResult {
  const message = `${variable} is not known: ${because}`;
  return host.run.mode === 'plan'
    ? idle('unknown', { message, registered: undefined })
    : idle('failed', { message });
}

/** Looks on the host itself for what comes next; a delegated task's other host is looked at when its turn comes. */
function lookAhead(
  host: HostRun,
  task: Task,
  items: readonly Resolved[],
  coming: readonly Task[],
): readonly Look[] {
  if (task.delegateTo) return [];
  return windowOf(coming, windowTools(host), { task, items });
}

export function windowTools(host: HostRun): WindowTools {
  return {
    modules: host.run.modules,
    size: host.run.window - 1,
    resolve: (task, over) => resolve(host, task, over),
  };
}
