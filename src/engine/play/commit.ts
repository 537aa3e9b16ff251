// The end of a block whose changes stay, written down on the host.

import { failureMessage } from '../../host_words.js';
import type { Handler, Transaction } from '../../playbook/play.js';
import { removePendingHandlers } from '../../shell/pending_handlers.js';
import { ROLLED_BACK, rolledBackMessage } from '../../shell/rollback_marker.js';
import { commitTransaction } from '../../shell/transaction.js';
import { isDue, ownName } from '../task/notified.js';
import { reportHost } from '../task/report.js';
import { type ItemResult, idle } from '../task/result.js';
import type { Attempt } from './attempt.js';
import type { HostRun } from './host_run.js';

/** Records of handlers that are no longer pending once the block stays. */
export function settledIn(host: HostRun, inner: HostRun, { ran, needless }: Attempt): readonly string[] {
  const hasRun = (handler: Handler) => isDue(handler, ran);
  const isStillDue = (handler: Handler) =>
    isDue(handler, inner.notified.due) ||
    (isDue(handler, host.notified.due) && !hasRun(handler) && !needless.includes(handler));
  const isSettled = (handler: Handler) => !host.failedHandlers.has(handler) && !isStillDue(handler);
  return host.pendingStore.settled(isSettled, new Set(host.play.handlers.filter(hasRun).map(ownName)));
}

/**
 * @param settled records of pending handlers that go once the block stays
 * @returns why it is not to be had: the host has put everything back before, or cannot write down that it stays
 */
export async function commit(
  host: HostRun,
  { confirm }: Transaction,
  settled: readonly string[],
): Promise<ItemResult | undefined> {
  const { transaction, pendingStore, target } = host;
  if (!transaction?.isBegun) return undefined;
  const steps = [
    commitTransaction(transaction.id),
    ...(settled.length > 0 ? [removePendingHandlers(settled)] : []),
  ];
  let lost = false;
  const limits = target.housekeeping('copying', 'writing down that the block stays');
  let outputs = await target.ask(pendingStore.lockOwner, steps, limits);
  while (!outputs) {
    lost = true;
    outputs = await target.ask(pendingStore.lockOwner, steps, limits);
  }
  const [output] = outputs;
  if (output?.code === 0) pendingStore.forget(settled);
  // Where nothing else could have ended it, it was ended by the attempt whose answer was lost.
  if (output?.code === 0 || (lost && confirm === undefined && output?.code === ROLLED_BACK)) return undefined;
  const message = output?.code === ROLLED_BACK ? rolledBackMessage : failureMessage(output ?? nothing);
  const refusal = idle('failed', { message });
  reportHost(host, 'confirm', refusal);
  return refusal;
}

const nothing = { code: 1, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
