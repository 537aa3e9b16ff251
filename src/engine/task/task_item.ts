// One item of a task on one host, filled in: the one value that every step of the loop is given.

import type { TaskTitle } from '../../event.js';
import type { Action, Module, StateModule } from '../../module.js';
import type { RoleArguments } from '../../playbook/arguments/problems.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved, ResolvedReady } from '../../playbook/resolve.js';
import type { Probe } from '../host/probes.js';
import type { Target } from '../host/target.js';
import { titleOf } from './report.js';
import type { ItemResult } from './result.js';
import type { TaskHost } from './task_host.js';

export interface TaskItem<OfModule extends Module = Module> {
  readonly host: TaskHost;
  readonly task: Task;
  readonly module: OfModule;
  readonly item: ResolvedReady<OfModule>;
  /** Whether it does what it is for, or only tells what it would do. */
  readonly isActing: boolean;
  /** Where it is done: the host itself, or the one that it is delegated to. Fails where the inventory has no such host. */
  readonly target: Target;
  /** The probes of what comes next, for a request that is made anyway. */
  readonly ahead: () => readonly Probe[];
  /** What comes after it for certain, where nothing fails. */
  readonly next: Next;
  /** Tells that the task begins to act. */
  readonly onStart: () => void;
  /** Tells a line as it comes. */
  readonly onLine: (line: string) => void;
}

export interface Next {
  /** Of the same task. */
  readonly items: readonly Resolved[];
  readonly tasks: readonly Task[];
  /** The arguments of roles that are checked before one of them begins. */
  readonly checks: ReadonlyMap<Task, readonly RoleArguments[]>;
}

export const nothingNext: Next = { items: [], tasks: [], checks: new Map() };

export type StateItem = TaskItem<StateModule<unknown, unknown>>;
export type ActionItem = TaskItem<Action<unknown>>;

/** Stands around the work of an item. */
export type Wrapper = (it: TaskItem, work: () => Promise<ItemResult>) => Promise<ItemResult>;

type Work = (it: TaskItem) => Promise<ItemResult>;

/** @param wrappers from the outside in */
export function wrap(wrappers: readonly Wrapper[], work: Work): Work {
  return wrappers.reduceRight<Work>((inner, wrapper) => (it) => wrapper(it, () => inner(it)), work);
}

export function startItem(
  host: TaskHost,
  task: Task,
  item: ResolvedReady,
  ahead: () => readonly Probe[],
  next = nothingNext,
): TaskItem {
  const title = titleOf(host, task, item);
  return {
    host,
    task,
    module: item.module,
    item,
    isActing: task.checkMode === false || (host.run.mode === 'apply' && task.checkMode === undefined),
    get target() {
      return host.run.target(item.delegate ?? host.host.name);
    },
    ahead,
    next,
    onStart: () => host.run.emit({ type: 'start', host: host.host.name, task: title }),
    onLine: tellLines(host, title, host.hidesOutput === true || item.secret.size > 0),
  };
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
