// Handlers: due when notified, run where the page says so and at the end of the play, in the order of the page, each
// once. At the end they run also after a failure.

import { tasksAhead, tasksIn } from '../../playbook/parts_of.js';
import type { Handler } from '../../playbook/play.js';
import { isDue, ownName } from '../task/notified.js';
import { report } from '../task/report.js';
import { idle } from '../task/result.js';
import { both, failHost, finished, type HostEnd } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';

/**
 * A handler may notify a later one, or one that has not run. One that fails stays pending, and is not tried again in this play
 * unless it is notified again; those behind it are still due.
 *
 * @param settle whether the records of those that ran are removed from the host: not while what they acted on may be put back
 */
export async function runHandlers(
  host: HostRun,
  walk: Walk,
  { settle }: { readonly settle: boolean },
): Promise<HostEnd> {
  const begun = new Set<Handler>();
  const ran: Handler[] = [];
  const failed: Handler[] = [];
  let end: HostEnd = finished;
  for (let round = 0; end.kind === 'finished'; round += 1) {
    const due = dueOf(host).filter((handler) => !begun.has(handler));
    if (due.length === 0) break;
    for (const handler of due) begun.add(handler);
    for (const [index, handler] of due.entries()) {
      const coming = tasksAhead(due.slice(index + 1).map(({ part }) => part));
      const at = { ...host, path: [...host.path, round] };
      end = await runHandler(at, handler, (inner, parts) => walk(inner, parts, { after: coming }));
      if (end.kind === 'finished') ran.push(handler);
      else if (end.kind === 'failed') failed.push(handler);
      if (end.kind !== 'finished') break;
    }
  }
  tellPerhaps(host, begun);
  take(host, ran, failed);
  if (settle && host.run.mode === 'apply' && end.kind !== 'unreachable') {
    // Recorded before a change that then failed without changing anything: nothing is pending.
    const isSettled = (handler: Handler) =>
      ran.includes(handler) || !(isDue(handler, host.notified.due) || host.failedHandlers.has(handler));
    try {
      await host.pendingStore.crossOffRun(isSettled, new Set(ran.map(ownName)));
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

function dueOf({ play, notified: { due } }: HostRun): readonly Handler[] {
  return play.handlers.filter((handler) => isDue(handler, due));
}

/** Notes that handlers have run. Others may still be due by the same word, so their own names stand for them now. */
function take(host: HostRun, ran: readonly Handler[], failed: readonly Handler[]): void {
  const left = dueOf(host).filter((handler) => !ran.includes(handler) && !failed.includes(handler));
  const { due } = host.notified;
  due.clear();
  for (const handler of left) due.add(ownName(handler));
  for (const handler of ran) host.failedHandlers.delete(handler);
  for (const handler of failed) host.failedHandlers.add(handler);
}

/** On a host that was lost or interrupted they stay pending; the person must know them. */
export function leaveHandlers(host: HostRun): void {
  const left = dueOf(host);
  if (left.length === 0) return;
  const names = left.map(ownName).join(', ');
  const message = `these handlers are due and did not run; the next apply runs them: ${names}`;
  host.run.emit({ type: 'warning', host: host.host.name, message });
}
