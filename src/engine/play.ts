// One play: its hosts go side by side, each at its own speed; what was notified runs at the end, also after a failure.

import pLimit from 'p-limit';
import type { Task } from '../playbook/play.js';
import { factsScript, readFacts } from './facts.js';
import { failureOf, isInterruption } from './failure.js';
import { emitStart } from './outcome.js';
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
  const end = await startHost(host, tasks, () => tell('connected'));
  const walked = end === 'finished' ? await walk(host, tasks) : end;
  const paid = walked === 'finished' || walked === 'failed' ? await runHandlers(host) : leaveHandlers(host);
  tell('done');
  return walked === 'finished' ? paid : walked;
}

/** The first trip: facts, and the looks of the first tasks as far as they can be named without facts. */
async function startHost(host: HostRun, tasks: readonly Task[], connected: () => void): Promise<WalkEnd> {
  if (!host.play.gatherFacts || host.memory.has('ansible_facts')) return 'finished';
  const facts: Look = { identity: { kind: 'login' }, script: factsScript };
  try {
    await host.target.connection();
    connected();
    const answer = await host.target.answer(facts, () => windowOf(tasks, windowTools(host)));
    host.memory.set('ansible_facts', readFacts(answer), false);
    return 'finished';
  } catch (error) {
    if (isInterruption(error, host.run.signal)) return 'interrupted';
    const failure = failureOf(error);
    emitStart(host, failure);
    return failure.status === 'unreachable' ? 'unreachable' : 'failed';
  }
}

/** In the order of the page, each once; a handler may notify a later one, or one that has not run. */
async function runHandlers(host: HostRun): Promise<WalkEnd> {
  const ran = new Set<Task>();
  for (;;) {
    const due = host.play.handlers.filter((handler) => !ran.has(handler) && isDue(handler, host.due));
    if (due.length === 0) return 'finished';
    for (const handler of due) ran.add(handler);
    const end = await walk(host, due, true);
    if (end !== 'finished') return end;
  }
}

function isDue(handler: Task, due: ReadonlySet<string>): boolean {
  return [handler.name.text, ...handler.listen].some((name) => due.has(name));
}

/** A host that was lost or interrupted keeps its debts; the person must know them. */
function leaveHandlers(host: HostRun): WalkEnd {
  const left = host.play.handlers
    .filter((handler) => isDue(handler, host.due))
    .map((handler) => handler.name.text);
  if (left.length > 0) {
    const message = `handlers that were notified did not run: ${left.join(', ')}`;
    host.run.emit({ type: 'warning', host: host.host.name, message });
  }
  return 'interrupted';
}
