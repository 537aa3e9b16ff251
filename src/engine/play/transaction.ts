// A block that is whole or not at all. What its changes replaced is put back where a task, its `validate`, one of its
// handlers or its `prove` fails. So the host is as asked or as before, and never in between.

import { Unset } from '../../expression/scope.js';
import type { Block, Transaction } from '../../playbook/play.js';
import { renderTitle } from '../../playbook/resolve.js';
import { undoCommands } from '../../playbook/undo_commands.js';
import { TransactionRecord } from '../journal/transaction_record.js';
import { inside } from '../order/position.js';
import { whenHostvarsAreReady } from '../task/barrier.js';
import { reportHost } from '../task/report.js';
import { failureOf, type ItemResult, idle } from '../task/result.js';
import { scopeIn } from '../variables/host_variables.js';
import { type Attempt, attempt } from './attempt.js';
import { commit, settledIn } from './commit.js';
import { takeOff } from './due_handlers.js';
import { runHandlers } from './handlers.js';
import { both, failedAt, failHost, type HostEnd, unreachable } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';
import { rollBack } from './rollback.js';

/** Seconds that a host may take to put everything back when the time to confirm is over. */
const undoing = 30;

/** @param walk handed in, because a walk runs blocks */
export async function runTransaction(
  host: HostRun,
  block: Block,
  terms: Transaction,
  walk: Walk,
): Promise<HostEnd> {
  try {
    const { confirm } = terms;
    const run = () => transact(host, block, terms, walk);
    return await (confirm === undefined
      ? run()
      : host.target.connection.tolerateLoss(confirm + undoing, run));
  } catch (error) {
    return failHost(host, nameOf(host, block), error);
  }
}

async function transact(host: HostRun, block: Block, terms: Transaction, walk: Walk): Promise<HostEnd> {
  const name = nameOf(host, block);
  const transaction = await begin(host, name, terms);
  if (!(transaction instanceof TransactionRecord)) return failedAt(name, transaction);
  const again = inside(host, block.id, 'undone');
  const inner: HostRun = { ...host, notified: host.notified.apart(), transaction, isStopped: () => false };
  try {
    const tried = await attempt(inner, block, terms, walk);
    const { end, ran } = tried;
    if (end.kind === 'unreachable' && (await host.target.connection.isLost()))
      return leaveOpen(inner, name, end);
    if (isToStay(end)) {
      const settled = end.kind === 'finished' ? settledIn(host, inner, tried) : [];
      const refusal = await commit(inner, terms, settled);
      if (!refusal) return handOver(host, inner, tried);
      return undone(again, ran, walk, both(end, failedAt('confirm', refusal)));
    }
    if (transaction.isBegun) {
      inner.notified.forgetStarts();
      const back = await rollBack(host, transaction.id, name);
      if (back.kind !== 'finished') return both(end, back);
    }
    return ran.size > 0 ? undone(again, ran, walk, end) : keepLasting(host, inner, end);
  } catch (error) {
    leaveOpen(inner, name, unreachable);
    throw error;
  }
}

/** Whether putting back what the block changed would mend nothing: it is done, or others are to blame alone. */
function isToStay(end: HostEnd): boolean {
  return end.kind === 'finished' || (end.kind === 'failed' && !end.isOfChange);
}

/** What the block's handlers have done need not be done again for who notified them before; the rest is still due. */
function handOver(host: HostRun, inner: HostRun, { ran, needless, end }: Attempt): HostEnd {
  takeOff(host, needless);
  for (const name of ran) host.notified.due.delete(name);
  for (const name of inner.notified.due) host.notified.due.add(name);
  return end;
}

/** A host that is lost stays as it is; the person must know. */
function leaveOpen({ run, host, transaction }: HostRun, name: string, end: HostEnd): HostEnd {
  if (transaction?.isBegun) {
    const message = `"${name}" was left open on this host: the next apply first puts back what it had changed`;
    run.emit({ type: 'warning', host: host.name, message });
  }
  return end;
}

/** Where its way back cannot be told, nothing is begun: why. */
async function begin(
  host: HostRun,
  name: string,
  terms: Transaction,
): Promise<TransactionRecord | ItemResult> {
  const { began: since, files } = host.run;
  try {
    const undo = await whenHostvarsAreReady(host, () => undoCommands(terms, scopeIn(host), { files }));
    return new TransactionRecord({ name, since, undo, confirm: terms.confirm });
  } catch (error) {
    const failure = error instanceof Unset ? idle('failed', { message: error.message }) : failureOf(error);
    reportHost(host, name, failure);
    return failure;
  }
}

export function nameOf(host: HostRun, block: Block): string {
  return renderTitle(block.name, scopeIn(host), { files: host.run.files });
}

/**
 * The files are what they were: whatever had read the new ones has to read the old ones. Where that fails it stays due,
 * and is tried again at the end of the play. Its record is removed there.
 */
async function undone(host: HostRun, ran: ReadonlySet<string>, walk: Walk, end: HostEnd): Promise<HostEnd> {
  const again = await runHandlers({ ...host, notified: host.notified.apart(ran) }, walk, { settle: false });
  for (const name of ran) {
    if (again.kind === 'finished') host.notified.due.delete(name);
    else host.notified.due.add(name);
  }
  return again.kind === 'unreachable' ? again : end;
}

/** Nothing has read the new files, so nothing is pending but what irreversible tasks notified. */
function keepLasting(host: HostRun, { transaction }: HostRun, end: HostEnd): HostEnd {
  for (const name of transaction?.lasting ?? []) host.notified.due.add(name);
  return end;
}
