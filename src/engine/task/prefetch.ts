// Which probes are worth taking in advance: those of the coming tasks, as far as they can be named today.
//
// This is only a prefetch. A task is resolved again when its turn comes. The answer is used if it asks the very same
// question and nothing acted on the host in between. So a window that guessed wrong costs time, never truth. Proof:
// test/engine/task/prefetch.test.ts, the same report with window 1 and window 32.

import { final, Unset, type Variable } from '../../expression/scope.js';
import type { Json } from '../../json.js';
import type { Module } from '../../module.js';
import { tasksAhead } from '../../playbook/parts_of.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved, ResolvedReady } from '../../playbook/resolve.js';
import { ProblemError } from '../../problem.js';
import type { Probe } from '../host/probes.js';
import { probeOf } from './decision.js';
import { isDue } from './notified.js';
import { resolveOn } from './resolve.js';
import type { TaskHost } from './task_host.js';

export interface PrefetchTools {
  readonly modules: ReadonlyMap<string, Module>;
  /** Resolves a task with these variables laid over those of today. */
  readonly resolve: (task: Task, over: ReadonlyMap<string, Variable>) => readonly Resolved[];
  /** Whether it is this host that will do the task, and not another one for all. */
  readonly isOwn: (task: Task) => boolean;
  /** The most tasks to probe at once; a loop is one of them, however many items it has. */
  readonly size: number;
  /** Of the two answers that a prefetch follows where an include of variables is open, the second. */
  readonly isFork?: true;
}

/** The probes of what comes next on the host itself. The other host of a delegated task is probed when its turn comes. */
export function prefetch(
  host: TaskHost,
  task: Task,
  items: readonly Resolved[],
  coming: readonly Task[],
): readonly Probe[] {
  if (task.delegateTo) return [];
  return probesAhead(coming, prefetchTools(host), { task, items });
}

/** The probes of handlers that are due, or will be when these are notified. */
export function handlersAhead(host: TaskHost, names: readonly string[]): readonly Probe[] {
  const due = new Set([...host.notified.due, ...names]);
  if (due.size === 0) return [];
  const parts = host.play.handlers.filter((handler) => isDue(handler, due)).map(({ part }) => part);
  return probesAhead(tasksAhead(parts), prefetchTools(host));
}

export function prefetchTools(host: TaskHost): PrefetchTools {
  return {
    modules: host.run.modules,
    size: host.run.window - 1,
    isOwn: ({ runOnce }) => !runOnce || host.batch.names[0] === host.host.name,
    resolve: (task, over) => resolveOn(host, task, over),
  };
}

/**
 * The probes of tasks that are still to come, from the first on.
 *
 * @param running items of the running task that are still to come, and the name that it is about to give a value to
 */
export function probesAhead(
  coming: readonly Task[],
  tools: PrefetchTools,
  running?: { readonly task: Task; readonly items: readonly Resolved[] },
): readonly Probe[] {
  const probes = [...probesOf(running?.items ?? [])];
  const over = new Map<string, Variable>();
  if (running?.task.register) over.set(running.task.register, notYet);
  let open = true;
  let [taken, before] = [0, probes.length];
  let mayFork = tools.isFork !== true;
  for (const [index, task] of coming.entries()) {
    open &&= taken < tools.size && probes.length < mostProbes && addTask(task, probes, over, tools);
    if (open && mayFork && mayBring(task, over, tools)) {
      probes.push(...probesAhead(coming.slice(index + 1), whereBrought(task, over, tools)));
      before = probes.length;
      mayFork = false;
    }
    if (!open) break;
    taken = probes.length > before ? taken + 1 : taken;
    before = probes.length;
  }
  return tools.size === 0 ? [] : probes.slice(0, mostProbes);
}

/** Whether variables come with it only where the host says something that it was not asked yet. */
function mayBring(task: Task, over: ReadonlyMap<string, Variable>, tools: PrefetchTools): boolean {
  if (!task.brings) return false;
  const items = resolveQuietly(task, over, tools);
  return items?.some(({ kind }) => kind === 'unknown') ?? false;
}

/** What comes is probed for both answers, once in a request. Most probes are the same then, and are taken once. */
function whereBrought(
  { brings = new Map<string, Variable>() }: Task,
  over: ReadonlyMap<string, Variable>,
  tools: PrefetchTools,
): PrefetchTools {
  const known = new Map([...over, ...brings]);
  const resolve: PrefetchTools['resolve'] = (task, more) => tools.resolve(task, new Map([...known, ...more]));
  return { ...tools, resolve, isFork: true };
}

/** In one request, so that a loop over thousands of items does not become one script. */
const mostProbes = 500;

/** Of what a task registers, before it ran: whatever reads it is not known yet. */
export const notYet: Variable = { kind: 'unset', because: 'the task that gives it a value has not run' };

/** @returns false where the window ends */
function addTask(task: Task, probes: Probe[], over: Map<string, Variable>, tools: PrefetchTools): boolean {
  const module = tools.modules.get(task.module);
  if (!module || task.delegateTo) return false;
  if (!tools.isOwn(task)) return foresee(task, module, over);
  const items = resolveQuietly(task, over, tools);
  if (!items) return false;
  if (items.some((item) => isWaitedFor(module, item))) return false;
  if (module.kind === 'action') {
    for (const item of items) if (module.assigns) assign(task, item, over);
  }
  probes.push(...probesOf(items));
  if (task.register) over.set(task.register, foretold(module, items) ?? notYet);
  return true;
}

/** Whether the window ends before it: what cannot be told apart today is waited for. */
function isWaitedFor(module: Module, item: Resolved): boolean {
  if (item.kind === 'skip') return false;
  if (module.kind === 'action') return module.barrier;
  const { slow = false } = module;
  return typeof slow === 'boolean' ? slow : item.kind !== 'ready' || slow(item.wanted);
}

/** What another host does for all will give values to variables of this one as well. @returns true: the window goes on */
function foresee(task: Task, module: Module, over: Map<string, Variable>): true {
  const assigned = module.kind === 'action' && module.assigns ? task.params.entries : [];
  for (const { key } of assigned) over.set(key, notYet);
  if (task.register) over.set(task.register, notYet);
  return true;
}

/** What an action will register, where it can tell without having run. */
function foretold(module: Module, items: readonly Resolved[]): Variable | undefined {
  const [item] = items;
  if (module.kind !== 'action' || !module.foretells || items.length !== 1) return undefined;
  if (item?.kind !== 'ready' || item.secret.size > 0) return undefined;
  return final({ ...module.foretells(item.wanted), changed: false, failed: false, skipped: false });
}

/** A task that cannot be resolved today ends the window; if it is a mistake, its own turn will say so. */
function resolveQuietly(task: Task, over: ReadonlyMap<string, Variable>, tools: PrefetchTools) {
  try {
    return tools.resolve(task, over);
  } catch (error) {
    if (error instanceof ProblemError || error instanceof Unset) return undefined;
    throw error;
  }
}

/** What cannot be known yet is passed over: most of it turns out to be skipped, or to have nothing to do. */
function probesOf(items: readonly Resolved[]): readonly Probe[] {
  return items.flatMap((item) => (item.kind === 'ready' ? (probeQuietly(item) ?? []) : []));
}

/** What goes wrong goes wrong again when its own turn comes, and is told there. */
function probeQuietly(item: ResolvedReady): Probe | undefined {
  try {
    return probeOf(item);
  } catch {
    return undefined;
  }
}

/** Follows a `set_fact` that has not run yet, so that the tasks that read its variables can be probed too. */
function assign(task: Task, item: Resolved, over: Map<string, Variable>): void {
  if (item.kind === 'skip') return;
  if (item.kind === 'unknown') for (const { key } of task.params.entries) over.set(key, notYet);
  else {
    for (const [name, value] of Object.entries(item.wanted as Record<string, Json>)) {
      over.set(name, final(value, item.secret.has(name), item.heard.get(name)));
    }
  }
}
