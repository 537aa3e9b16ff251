// One play: its hosts go side by side, each at its own speed; what was notified runs at the end, also after a failure.

import pLimit from 'p-limit';
import type { Identity } from '../connection.js';
import type { Task } from '../playbook/play.js';
import { checkClock } from './clock.js';
import { factsScript, readFacts } from './facts.js';
import { failureOf, isInterruption } from './failure.js';
import { leaveHandlers, runHandlers } from './handlers.js';
import { emitHostFailure } from './outcome.js';
import { payDebts } from './pay.js';
import type { HostRun } from './run_context.js';
import type { Look } from './target.js';
import { type WalkEnd, walk, windowTools } from './walk.js';
import { windowOf } from './window.js';

/**
 * @param forks hosts that are worked on at once
 * @returns how each host ended, by name
 */
export async function runPlay(
  hosts: readonly HostRun[],
  tasks: readonly Task[],
  forks: number,
): Promise<ReadonlyMap<string, WalkEnd>> {
  const limit = pLimit(forks);
  const ends = hosts.map((host) => limit(async () => [host.host.name, await runHost(host, tasks)] as const));
  return new Map(await Promise.all(ends));
}

async function runHost(host: HostRun, tasks: readonly Task[]): Promise<WalkEnd> {
  const tell = (state: 'connecting' | 'connected' | 'done') =>
    host.run.emit({ type: 'host', host: host.host.name, state });
  if (host.run.signal.aborted) return 'interrupted';
  tell('connecting');
  const started = await startHost(host, tasks, () => tell('connected'));
  const walked = started === 'finished' ? await walk(host, tasks) : started;
  const end = await endHost(host, walked);
  if (end === 'failed') await checkClock(host);
  tell('done');
  return end;
}

/** The first trip: the lock, facts, debts, and the looks of the first tasks as far as they can be named without facts. */
async function startHost(host: HostRun, tasks: readonly Task[], connected: () => void): Promise<WalkEnd> {
  try {
    await host.target.line.open();
    connected();
    const gathers = host.play.gatherFacts && !host.memory.has('ansible_facts');
    const facts = (): Look => ({ identity: factsIdentity(host.ledger.keeper), script: factsScript });
    const window = () => windowOf(tasks, windowTools(host));
    await host.ledger.read(() => [...(gathers ? [facts()] : []), ...window()]);
    if (gathers)
      host.memory.set('ansible_facts', readFacts(await host.target.answer(facts(), window)), false);
    return await payDebts(host, false);
  } catch (error) {
    return failHost(host, 'connect', error);
  }
}

/**
 * Facts are asked as whoever keeps the lock, so that a host on which root does everything needs one shell and not two.
 * sudo says who logged in; su and doas do not.
 */
function factsIdentity(keeper: Identity): Identity {
  return keeper.kind === 'become' && keeper.method === undefined ? keeper : { kind: 'login' };
}

/** Handlers, then the debts that could not be paid at the start. A host that is lost or interrupted keeps them. */
async function endHost(host: HostRun, walked: WalkEnd): Promise<WalkEnd> {
  if (walked === 'unreachable' || walked === 'interrupted') {
    leaveHandlers(host);
    return walked;
  }
  try {
    const ends = [walked, await runHandlers(host)];
    if (host.run.mode === 'apply') ends.push(await payDebts(host, true));
    return ends.find((end) => end !== 'finished') ?? 'finished';
  } catch (error) {
    return failHost(host, 'cross off what was owed', error);
  }
}

/** What fails between the tasks fails the host. */
function failHost(host: HostRun, doing: string, error: unknown): WalkEnd {
  if (isInterruption(error, host.run.signal)) return 'interrupted';
  const failure = failureOf(error);
  emitHostFailure(host, doing, failure);
  return failure.status === 'unreachable' ? 'unreachable' : 'failed';
}
