// Putting back what a transaction replaced: right after it failed, or by the next run where somebody died inside it.

import { restoreTransaction } from '../shell/restore.js';
import type { About } from './host_transaction.js';
import { failureMessage, idle } from './item_result.js';
import { emitHostOutcome } from './outcome.js';
import type { HostRun } from './run_context.js';

/** Over as many connections as it takes. false: it could not be put back whole, and stays open for the next run. */
export async function putBack(host: HostRun, id: string, name: string): Promise<boolean> {
  const { target, ledger } = host;
  const step = restoreTransaction(id);
  let outputs = await target.act(ledger.keeper, [step], [], {});
  while (!outputs) outputs = await target.act(ledger.keeper, [step], [], {});
  const [output] = outputs;
  const title = `put back: ${name}`;
  if (output?.code === 0) {
    emitHostOutcome(host, title, idle('ok', { message: 'what it had changed is as it was before' }));
    return true;
  }
  const said = output ? failureMessage(output) : '';
  const message = `what it had changed could not be put back whole; the next apply tries again: ${said}`;
  // No rescue mends that.
  const { rescuer: _, ...outside } = host;
  emitHostOutcome(outside, title, idle('failed', { message }));
  return false;
}

/** Transactions that an earlier run left open. @returns false: one could not be put back */
export async function putBackUnfinished(host: HostRun): Promise<boolean> {
  for (const { id, name, since } of host.ledger.unfinished) {
    if (host.run.mode === 'plan') announce(host, name, since);
    else if (!(await putBack(host, id, `${name}, left open by a run of ${since}`))) return false;
  }
  host.ledger.unfinished = [];
  return true;
}

function announce(host: HostRun, name: string, since: About['since']): void {
  const title = `put back: ${name}`;
  const message = `a run of ${since} did not end here: what it changed will be put back first`;
  emitHostOutcome(host, title, idle('would_change', { message }));
  host.target.pending ??= title;
}
