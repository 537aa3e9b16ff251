// Debts of earlier runs: paid before the first task, and told by plan. One that cannot be paid yet, because the host is
// still as the earlier run left it, is tried again at the end of the play.

import type { Task } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { bareTask } from '../../playbook/task.js';
import { type Debt, isPayable } from '../journal/pending_handler.js';
import { report } from '../task/report.js';
import type { ItemResult } from '../task/result.js';
import { runItem } from '../task/run_task.js';
import { scopeIn } from '../task/task_host.js';
import { both, failed, finished, type HostEnd, unreachable } from './host_end.js';
import type { HostRun } from './host_run.js';

/** @param last true: a debt that cannot be paid fails the host; false: it may wait for the end of the play */
export async function payDebts(host: HostRun, last: boolean): Promise<HostEnd> {
  const paid: string[] = [];
  let end: HostEnd = finished;
  for (const debt of host.ledger.found.values()) {
    if (!isPayable(debt, host.run.modules)) {
      if (!last) leaveToPlaybook(host, debt);
      continue;
    }
    const result = await pay(host, debt);
    if (result.status === 'unreachable') end = unreachable;
    else if (result.status !== 'failed') paid.push(debt.id);
    else if (last) end = both(end, failed({ task: debt.name, module: debt.module, result }));
    if (result.status === 'failed' && !last)
      warn(host, `${debtWords(debt)} cannot be done yet: ${openMessage(result)}`);
    else report({ ...host, isHandler: true }, taskOf(host, debt), itemOf(host, debt), owed(debt, result));
    if (end.kind === 'unreachable') return end;
  }
  if (host.run.mode === 'apply') await host.ledger.cross(paid);
  return end;
}

/** A debt by name alone: the handler of that name is due, if this playbook has one. */
function leaveToPlaybook(host: HostRun, debt: Debt): void {
  const known = host.play.handlers.some(({ names }) => names.includes(debt.name));
  if (known) {
    host.notified.note(debt.name, debt.hushed === true);
  } else warn(host, `${debtWords(debt)} can only be done by the playbook that it came from`);
}

function debtWords({ name, since }: Debt): string {
  return `"${name}", owed by an earlier run since ${since},`;
}

function warn(host: HostRun, message: string): void {
  host.run.emit({ type: 'warning', host: host.host.name, message });
}

async function pay(host: HostRun, debt: Debt): Promise<ItemResult> {
  const hushed = debt.hushed === true;
  const payer = { ...host, hushed, isHandler: true };
  const result = await runItem(payer, taskOf(host, debt), itemOf(host, debt), () => []);
  return hushed ? { ...result, secret: true } : result;
}

function openMessage({ secret, message = '' }: ItemResult): string {
  return secret ? 'what it said is hidden, because it acts on something secret' : message;
}

function owed(debt: Debt, result: ItemResult): ItemResult {
  const since = `owed by an earlier run since ${debt.since}`;
  return { ...result, message: result.message === undefined ? since : `${since}; ${result.message}` };
}

/** The debt in the shape of a task, which it was once. */
function taskOf(host: HostRun, debt: Debt): Task {
  return bareTask(debt.name, debt.module, host.play.place);
}

function itemOf(host: HostRun, debt: Debt): ResolvedReady {
  return {
    kind: 'ready',
    title: debt.name,
    wanted: debt.wanted,
    secret: new Set(),
    heard: new Map(),
    identity: debt.identity,
    delegate: undefined,
    environment: debt.environment ?? {},
    retry: undefined,
    notify: [],
    scope: scopeIn(host),
  };
}
