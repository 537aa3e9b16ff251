// One play: its hosts go side by side, each at its own speed; what was notified runs at the end, also after a failure.

import { Unreachable } from '../../connection.js';
import { tasksAhead } from '../../playbook/parts_of.js';
import type { Part } from '../../playbook/play.js';
import { atEnd } from '../order/position.js';
import { factsProbe, gatherFacts, wantsFacts } from '../task/facts.js';
import { prefetchTools, probesAhead } from '../task/prefetch.js';
import { checkClock } from './clock_check.js';
import { leaveHandlers } from './due_handlers.js';
import { runHandlers } from './handlers.js';
import { both, failHost, finished, type HostEnd, interrupted } from './host_end.js';
import type { HostRun } from './host_run.js';
import { initialWaits, knowMachine, machineProbe } from './host_start.js';
import { rollBackUnfinished } from './rollback.js';
import { runPending } from './run_pending.js';
import { walk } from './tasks.js';

/** @returns how each host ended, by name */
export async function runPlay(
  hosts: readonly HostRun[],
  parts: readonly Part[],
): Promise<ReadonlyMap<string, HostEnd>> {
  const wake = () => {
    for (const { batch } of hosts) batch.progress.wake();
  };
  const signal = hosts[0]?.run.signal;
  signal?.addEventListener('abort', wake, { once: true });
  const ended = await Promise.all(hosts.map((host) => host.slot.hold(() => runAndLeave(host, parts))));
  signal?.removeEventListener('abort', wake);
  return new Map(hosts.map(({ host }, index) => [host.name, ended[index] ?? interrupted]));
}

async function runAndLeave(host: HostRun, parts: readonly Part[]): Promise<HostEnd> {
  try {
    return await runAlone(host, parts);
  } finally {
    await leave(host);
  }
}

/** Its lock goes with its connection: a host that hangs holds no other's. */
async function leave({ host, batch, isLastTurn, target }: HostRun): Promise<void> {
  batch.progress.leave(host.name);
  if (isLastTurn) await target.connection.leave();
}

/** Whatever happens to a host happens to it alone. */
async function runAlone(host: HostRun, parts: readonly Part[]): Promise<HostEnd> {
  try {
    return await runHost(host, parts);
  } catch (error) {
    host.batch.fail(host.host.name, host.variables.where.now());
    return failHost(host, 'run', error);
  }
}

async function runHost(host: HostRun, parts: readonly Part[]): Promise<HostEnd> {
  const tell = (state: 'connecting' | 'connected' | 'done') =>
    host.run.emit({ type: 'host', host: host.host.name, state });
  if (host.run.signal.aborted) return interrupted;
  if (host.isStopped()) return { kind: 'stopped' };
  tell('connecting');
  const waits = initialWaits(host, parts);
  const rest = parts.slice(waits.length);
  let walked = await walk(host, waits);
  if (walked.kind === 'finished') walked = await startHost(host, rest, () => tell('connected'));
  if (walked.kind === 'finished') walked = await walk(host, rest);
  if (isLoss(walked)) host.batch.fail(host.host.name, host.variables.where.now());
  const last = atEnd(host);
  host.batch.progress.pass(host.host.name, last.path);
  const end = await endHost(last, walked);
  if (isLoss(end) && !isLoss(walked)) host.batch.fail(host.host.name, last.path);
  if (end.kind === 'failed') await checkClock(host);
  tell('done');
  return end;
}

function isLoss({ kind }: HostEnd): boolean {
  return kind === 'failed' || kind === 'unreachable';
}

/** The first request: the lock, facts, pending handlers, and the probes of the first tasks as far as they can be named without facts. */
async function startHost(host: HostRun, parts: readonly Part[], connected: () => void): Promise<HostEnd> {
  try {
    await host.target.connection.open();
    connected();
    const gathers = wantsFacts(host);
    const window = () => probesAhead(tasksAhead(parts), prefetchTools(host));
    await host.pendingStore.read(() => [
      ...(gathers ? [factsProbe(host)] : []),
      machineProbe(host),
      ...window(),
    ]);
    await knowMachine(host);
    if (gathers) await gatherFacts(host, window);
    const back = await rollBackUnfinished(host);
    return back.kind === 'finished' ? await runPending(host, false) : back;
  } catch (error) {
    const [first] = tasksAhead(parts);
    // The task itself will tell that the host is not there.
    if (error instanceof Unreachable && first?.ignoreUnreachable && !wantsFacts(host)) return finished;
    return failHost(host, 'connect', error);
  }
}

/** Handlers, then those of earlier runs that failed at the start. On a host that is lost or interrupted they stay pending. */
async function endHost(host: HostRun, walked: HostEnd): Promise<HostEnd> {
  if (walked.kind === 'unreachable' || walked.kind === 'interrupted') {
    leaveHandlers(host);
    return walked;
  }
  try {
    const handled = both(walked, await runHandlers(host, walk, { settle: true }));
    if (host.run.mode === 'plan' || handled.kind === 'unreachable') return handled;
    return both(handled, await runPending(host, true));
  } catch (error) {
    return both(walked, failHost(host, 'remove the records of handlers that have run', error));
  }
}
