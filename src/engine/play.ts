// One play: its hosts go side by side, each at its own speed; what was notified runs at the end, also after a failure.

import pLimit from 'p-limit';
import { Unreachable } from '../connection.js';
import { tasksAhead } from '../playbook/parts_of.js';
import type { Part } from '../playbook/play.js';
import { checkClock } from './clock.js';
import { failHost } from './fail_host.js';
import { factsLook, gatherFacts, wantsFacts } from './gather.js';
import { leaveHandlers, runHandlers } from './handlers.js';
import { leadingWaits } from './leading_waits.js';
import { windowTools } from './look_ahead.js';
import { payDebts } from './pay.js';
import { putBackUnfinished } from './put_back.js';
import type { HostRun } from './run_context.js';
import { type WalkEnd, walk } from './walk.js';
import { windowOf } from './window.js';

/**
 * @param forks hosts that are worked on at once
 * @returns how each host ended, by name
 */
export async function runPlay(
  hosts: readonly HostRun[],
  parts: readonly Part[],
  forks: number,
): Promise<ReadonlyMap<string, WalkEnd>> {
  const limit = pLimit(forks);
  const ends = hosts.map((host) => limit(async () => [host.host.name, await runHost(host, parts)] as const));
  return new Map(await Promise.all(ends));
}

async function runHost(host: HostRun, parts: readonly Part[]): Promise<WalkEnd> {
  const tell = (state: 'connecting' | 'connected' | 'done') =>
    host.run.emit({ type: 'host', host: host.host.name, state });
  if (host.run.signal.aborted) return 'interrupted';
  if (host.isStopped()) return 'stopped';
  tell('connecting');
  const waits = leadingWaits(host, parts);
  const rest = parts.slice(waits.length);
  let walked = await walk(host, waits);
  if (walked === 'finished') walked = await startHost(host, rest, () => tell('connected'));
  if (walked === 'finished') walked = await walk(host, rest);
  if (isLoss(walked)) host.batch.fail();
  const end = await endHost(host, walked);
  if (isLoss(end) && !isLoss(walked)) host.batch.fail();
  if (end === 'failed') await checkClock(host);
  tell('done');
  return end;
}

function isLoss(end: WalkEnd): boolean {
  return end === 'failed' || end === 'unreachable';
}

/** The first trip: the lock, facts, debts, and the looks of the first tasks as far as they can be named without facts. */
async function startHost(host: HostRun, parts: readonly Part[], connected: () => void): Promise<WalkEnd> {
  try {
    await host.target.line.open();
    connected();
    const gathers = wantsFacts(host);
    const window = () => windowOf(tasksAhead(parts), windowTools(host));
    await host.ledger.read(() => [...(gathers ? [factsLook(host)] : []), ...window()]);
    if (gathers) await gatherFacts(host, window);
    if (!(await putBackUnfinished(host))) return 'failed';
    return await payDebts(host, false);
  } catch (error) {
    const [first] = tasksAhead(parts);
    // The task itself will tell that the host is not there.
    if (error instanceof Unreachable && first?.ignoreUnreachable && !wantsFacts(host)) return 'finished';
    return failHost(host, 'connect', error);
  }
}

/** Handlers, then the debts that could not be paid at the start. A host that is lost or interrupted keeps them. */
async function endHost(host: HostRun, walked: WalkEnd): Promise<WalkEnd> {
  if (walked === 'unreachable' || walked === 'interrupted') {
    leaveHandlers(host);
    return walked;
  }
  try {
    const ends = [walked, await runHandlers(host, walk, { settle: true })];
    if (host.run.mode === 'apply') ends.push(await payDebts(host, true));
    return ends.find((end) => end !== 'finished' && end !== 'ended') ?? 'finished';
  } catch (error) {
    return failHost(host, 'cross off what was owed', error);
  }
}
