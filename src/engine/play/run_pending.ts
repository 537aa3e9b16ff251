// Pending handlers of earlier runs: they run before the first task, and plan tells them. One that fails then, because the host
// is still as the earlier run left it, is tried again at the end of the play.

import type { Module } from '../../module.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { bareTask } from '../../playbook/task.js';
import { type PendingHandler, runnerOf } from '../journal/pending_handler.js';
import { report } from '../task/report.js';
import type { ItemResult } from '../task/result.js';
import { runItem } from '../task/run_task.js';

import { scopeIn } from '../variables/host_variables.js';
import { both, failed, finished, type HostEnd, unreachable } from './host_end.js';
import type { HostRun } from './host_run.js';

/** @param last true: one that fails, fails the host; false: it may wait for the end of the play */
export async function runPending(host: HostRun, last: boolean): Promise<HostEnd> {
  const ran: string[] = [];
  let end: HostEnd = finished;
  for (const pending of host.pendingStore.found.values()) {
    const module = runnerOf(pending, host.run.modules);
    if (!module) {
      if (!last) leaveToPlaybook(host, pending);
      continue;
    }
    const task = bareTask(pending.name, pending.module, host.play.place);
    const item = itemOf(host, pending, module);
    const hidesOutput = pending.hidesOutput === true;
    const found = await runItem({ ...host, hidesOutput, isHandler: true }, task, item, () => []);
    const result = hidesOutput ? { ...found, secret: true } : found;
    if (result.status === 'unreachable') end = unreachable;
    else if (result.status !== 'failed') ran.push(pending.id);
    else if (last) end = both(end, failed({ task: pending.name, module: pending.module, result }));
    if (result.status === 'failed' && !last)
      warn(host, `${pendingWords(pending)} cannot be done yet: ${openMessage(result)}`);
    else report({ ...host, isHandler: true }, task, item, withOrigin(pending, result));
    if (end.kind === 'unreachable') return end;
  }
  if (host.run.mode === 'apply') await host.pendingStore.crossOff(ran);
  return end;
}

/** Recorded by its name alone: the handler of that name is due, if this playbook has one. */
function leaveToPlaybook(host: HostRun, pending: PendingHandler): void {
  const known = host.play.handlers.some(({ names }) => names.includes(pending.name));
  if (known) {
    host.notified.note(pending.name, pending.hidesOutput === true);
  } else warn(host, `${pendingWords(pending)} can only be done by the playbook that it came from`);
}

function pendingWords({ name, since }: PendingHandler): string {
  return `"${name}", pending from an earlier run since ${since},`;
}

function warn(host: HostRun, message: string): void {
  host.run.emit({ type: 'warning', host: host.host.name, message });
}

function openMessage({ secret, message = '' }: ItemResult): string {
  return secret ? 'what it said is hidden, because it acts on something secret' : message;
}

function withOrigin(pending: PendingHandler, result: ItemResult): ItemResult {
  const since = `pending from an earlier run since ${pending.since}`;
  return { ...result, message: result.message === undefined ? since : `${since}; ${result.message}` };
}

/** The pending handler in the shape of an item, which it was once. */
function itemOf(host: HostRun, pending: PendingHandler, module: Module): ResolvedReady {
  return {
    kind: 'ready',
    module,
    title: pending.name,
    wanted: pending.wanted,
    secret: new Set(),
    handlesSecret: false,
    heard: new Map(),
    identity: pending.identity,
    delegate: undefined,
    environment: pending.environment ?? {},
    retry: undefined,
    notify: [],
    scope: scopeIn(host),
  };
}
