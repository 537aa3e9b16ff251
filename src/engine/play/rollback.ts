// Puts back what a transaction replaced: right after it failed, or by the next run where this one ended inside it.

import { failureMessage } from '../../host_words.js';
import { restoreTransaction } from '../../shell/restore.js';
import type { About } from '../journal/transaction_record.js';
import { reportHost } from '../task/report.js';
import { idle } from '../task/result.js';
import { failedAt, finished, type HostEnd } from './host_end.js';
import type { HostRun } from './host_run.js';

/** Over as many connections as it takes. Where it could not be put back whole, it stays open for the next run. */
export async function rollBack(host: HostRun, id: string, name: string): Promise<HostEnd> {
  const { target, pendingStore } = host;
  const step = restoreTransaction(id);
  const limits = target.housekeeping('copying', `putting back "${name}"`);
  let outputs = await target.act(pendingStore.lockOwner, [step], [], limits);
  while (!outputs) outputs = await target.act(pendingStore.lockOwner, [step], [], limits);
  const [output] = outputs;
  const title = `put back: ${name}`;
  if (output?.code === 0) {
    reportHost(host, title, idle('ok', { message: 'what it had changed is as it was before' }));
    return finished;
  }
  const said = output ? failureMessage(output) : '';
  const message = `what it had changed could not be put back whole; the next apply tries again: ${said}`;
  const failure = idle('failed', { message });
  // No rescue mends that.
  reportHost({ ...host, isRescued: false }, title, failure);
  return failedAt(title, failure);
}

/** Transactions that an earlier run left open. */
export async function rollBackUnfinished(host: HostRun): Promise<HostEnd> {
  for (const { id, name, since } of host.pendingStore.unfinished) {
    if (host.run.mode === 'plan') announce(host, name, since);
    else {
      const end = await rollBack(host, id, `${name}, left open by a run of ${since}`);
      if (end.kind !== 'finished') return end;
    }
  }
  host.pendingStore.unfinished = [];
  return finished;
}

function announce(host: HostRun, name: string, since: About['since']): void {
  const title = `put back: ${name}`;
  const message = `a run of ${since} did not end here: what it changed will be put back first`;
  reportHost(host, title, idle('would_change', { message }));
  host.target.pending ??= title;
}
