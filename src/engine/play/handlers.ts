// Handlers: due when notified, run where the page says so and at the end of the play, in the order of the page, each
// once. At the end they run also after a failure.

import { tasksAhead, tasksIn } from '../../playbook/parts_of.js';
import type { Handler, Task } from '../../playbook/play.js';
import { isDue, ownName } from '../task/notified.js';
import { report } from '../task/report.js';
import { idle } from '../task/result.js';
import { unsure } from '../task/run_task.js';
import { dueOf, takeOff } from './due_handlers.js';
import { both, failHost, finished, type HostEnd } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';
import { takeOffStarted } from './started_since.js';

export interface HandlersOptions {
  /** Whether the records of those that ran are removed from the host: not while what they acted on may be put back. */
  readonly settle: boolean;
  /** What comes after them, as far as it is known. */
  readonly after?: readonly Task[];
}

/**
 * A handler may notify a later one, or one that has not run. One that fails stays pending, and is not tried again in this play
 * unless it is notified again; those behind it are still due.
 */
export async function runHandlers(
  host: HostRun,
  walk: Walk,
  { settle, after = [] }: HandlersOptions,
): Promise<HostEnd> {
  const begun = new Set<Handler>();
  const ran: Handler[] = [];
  const failed: Handler[] = [];
  let end: HostEnd = finished;
  for (let round = 0; end.kind === 'finished'; round += 1) {
    takeOffStarted(host);
    const due = dueOf(host).filter((handler) => !begun.has(handler));
    if (due.length === 0) break;
    for (const handler of due) begun.add(handler);
    for (const [index, handler] of due.entries()) {
      const coming = unsure([...tasksAhead(due.slice(index + 1).map(({ part }) => part)), ...after]);
      const at = { ...host, path: [...host.path, round] };
      end = await runHandler(at, handler, (inner, parts) => walk(inner, parts, { after: coming }));
      if (end.kind === 'finished') ran.push(handler);
      else if (end.kind === 'failed') failed.push(handler);
      if (end.kind !== 'finished') break;
    }
  }
  tellPerhaps(host, begun);
  takeOff(host, [...ran, ...failed]);
  for (const handler of ran) host.failedHandlers.delete(handler);
  for (const handler of failed) host.failedHandlers.add(handler);
  if (settle && host.run.mode === 'apply' && end.kind !== 'unreachable') {
    // Recorded before a change that then failed without changing anything: nothing is pending.
    const isSettled = (handler: Handler) =>
      ran.includes(handler) || !(isDue(handler, host.notified.due) || host.failedHandlers.has(handler));
    try {
      const { pendingStore } = host;
      await pendingStore.crossOff(pendingStore.settled(isSettled, new Set(ran.map(ownName))));
    } catch (error) {
      return both(end, failHost(host, 'remove the records of handlers that have run', error));
    }
  }
  return end;
}

/** In a plan: those that may be notified by what is not known yet, where nothing that is known has done so. */
function tellPerhaps(host: HostRun, begun: ReadonlySet<Handler>): void {
  const perhaps = host.notified.takePerhaps();
  const names = new Set(perhaps.keys());
  for (const handler of host.play.handlers) {
    if (begun.has(handler) || !isDue(handler, names)) continue;
    const [task] = tasksIn([handler.part]);
    const by = handler.names.map((name) => perhaps.get(name)).find((title) => title !== undefined);
    const message = `"${by}" may notify it`;
    if (task) report({ ...host, isHandler: true }, task, undefined, idle('unknown', { message }));
  }
}

const never = () => false;

/** Where something secret notified it, what its tasks say may quote that. */
function runHandler(host: HostRun, handler: Handler, walk: Walk): Promise<HostEnd> {
  const hidesOutput = host.hidesOutput === true || host.notified.isSecret(handler);
  return walk({ ...host, isStopped: never, isHandler: true, hidesOutput }, [handler.part]);
}
