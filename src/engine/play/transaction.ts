// A block that is whole or not at all. What its changes replaced is put back where a task, its `validate`, one of its
// handlers or its `prove` fails. So the host is as asked or as before, and never in between.

import { Unset } from '../../expression/scope.js';
import { failureMessage } from '../../host_words.js';
import type { Block, Transaction } from '../../playbook/play.js';
import { renderTitle } from '../../playbook/resolve.js';
import { undoCommands } from '../../playbook/undo_commands.js';
import { ROLLED_BACK, rolledBackMessage } from '../../shell/rollback_marker.js';
import { commitTransaction } from '../../shell/transaction.js';
import { TransactionRecord } from '../journal/transaction_record.js';
import { inside } from '../order/position.js';
import { whenHostvarsAreReady } from '../task/barrier.js';
import { reportHost } from '../task/report.js';
import { failureOf, type ItemResult, idle } from '../task/result.js';

import { scopeIn } from '../variables/host_variables.js';
import { runHandlers } from './handlers.js';
import { both, failedAt, failHost, finished, type HostEnd, unreachable } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';
import { rollBack } from './rollback.js';
import { explainValidationError } from './validation_error.js';

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

/** How the block went. */
interface Attempt {
  readonly end: HostEnd;
  /** Names by which handlers were notified that were begun. */
  readonly ran: ReadonlySet<string>;
}

async function transact(host: HostRun, block: Block, terms: Transaction, walk: Walk): Promise<HostEnd> {
  const name = nameOf(host, block);
  const transaction = await begin(host, name, terms);
  if (!(transaction instanceof TransactionRecord)) return failedAt(name, transaction);
  const again = inside(host, block.id, 'undone');
  const inner: HostRun = { ...host, notified: host.notified.apart(), transaction, isStopped: () => false };
  try {
    const { end, ran } = await attempt(inner, block, terms, walk);
    if (end.kind === 'unreachable' && (await host.target.connection.isLost()))
      return leaveOpen(inner, name, end);
    if (isToStay(end)) {
      const refusal = await commit(inner, terms);
      if (!refusal) return handOver(host, inner, ran, end);
      return undone(again, ran, walk, both(end, failedAt('confirm', refusal)));
    }
    if (transaction.isBegun) {
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
function handOver(host: HostRun, inner: HostRun, ran: ReadonlySet<string>, end: HostEnd): HostEnd {
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

async function attempt(
  inner: HostRun,
  { id, parts }: Block,
  { validate, confirm, prove }: Transaction,
  walk: Walk,
): Promise<Attempt> {
  const { transaction } = inner;
  const withoutHandlers = (end: HostEnd): Attempt => ({ end, ran: new Set() });
  const walked = await walk(inside(inner, id, 'parts'), parts);
  if (walked.kind !== 'finished') return withoutHandlers(walked);
  if (transaction?.isBegun) {
    const hidesOutput = transaction.holdsSecrets;
    const explain = (result: ItemResult) => explainValidationError(inner, result);
    const valid = await walk({ ...inside(inner, id, 'validate'), hidesOutput }, validate, { explain });
    if (valid.kind !== 'finished') return withoutHandlers(valid);
  }
  const ran = new Set(inner.notified.due);
  // Their own way back is to run again (see undone), so nothing of them is kept.
  const { transaction: _, ...outside } = inner;
  const handled = await runHandlers(inside(outside, id, 'handlers'), walk, { settle: false });
  if (handled.kind !== 'finished') return { end: handled, ran };
  inner.notified.due.clear();
  if (confirm !== undefined && transaction?.isBegun) {
    const checked = await checkLogin(inner);
    if (checked.kind !== 'finished') return { end: checked, ran };
  }
  return { end: await walk(inside(inner, id, 'prove'), prove), ran };
}

/** Whether a new login works, told by logging in anew. */
async function checkLogin(host: HostRun): Promise<HostEnd> {
  try {
    await host.target.connection.checkLogin();
    return finished;
  } catch (error) {
    const { message = '', advice } = failureOf(error);
    const why = `after these changes no new connection can be made: ${message}`;
    const failure = idle('failed', { message: why, advice });
    reportHost(host, 'confirm', failure);
    return failedAt('confirm', failure);
  }
}

/** @returns why it is not to be had: the host has put everything back before, or cannot write down that it stays */
async function commit(host: HostRun, { confirm }: Transaction): Promise<ItemResult | undefined> {
  const { transaction, pendingStore, target } = host;
  if (!transaction?.isBegun) return undefined;
  const step = commitTransaction(transaction.id);
  let lost = false;
  const limits = target.housekeeping('copying', 'writing down that the block stays');
  let outputs = await target.ask(pendingStore.lockOwner, [step], limits);
  while (!outputs) {
    lost = true;
    outputs = await target.ask(pendingStore.lockOwner, [step], limits);
  }
  const [output] = outputs;
  // Where nothing else could have ended it, it was ended by the attempt whose answer was lost.
  if (output?.code === 0 || (lost && confirm === undefined && output?.code === ROLLED_BACK)) return undefined;
  const message = output?.code === ROLLED_BACK ? rolledBackMessage : failureMessage(output ?? nothing);
  const refusal = idle('failed', { message });
  reportHost(host, 'confirm', refusal);
  return refusal;
}

const nothing = { code: 1, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };

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
