// A block on one host. What its changes replaced is put back where a task, the judgement of its `validate`, one of its
// handlers or its `prove` fails, so that the host is as asked or as before, and never in between.

import { Unset } from '../expression/scope.js';
import { problemsOfArguments } from '../playbook/arguments/check.js';
import type { Block, Transaction } from '../playbook/play.js';
import { renderTitle } from '../playbook/resolve.js';
import { undoCommands } from '../playbook/undo_commands.js';
import { ProblemError } from '../problem.js';
import { commitTransaction } from '../shell/transaction.js';
import { UNDONE, undoneWords } from '../shell/undone.js';
import { explainComplaint } from './complaint.js';
import { failHost } from './fail_host.js';
import { failureOf } from './failure.js';
import { runHandlers } from './handlers.js';
import { HostTransaction } from './host_transaction.js';
import { failureMessage, type ItemResult, idle, isOfChange } from './item_result.js';
import { emitHostOutcome } from './outcome.js';
import { inside } from './position.js';
import { putBack } from './put_back.js';
import { type HostRun, scopeIn } from './run_context.js';
import { informed } from './timely.js';
import type { Walk, WalkEnd } from './walk.js';

/** @param walk handed in, because a walk runs blocks */
export async function runBlock(host: HostRun, block: Block, walk: Walk): Promise<WalkEnd> {
  const terms = block.transaction;
  const inner = inside(host, block.id, 'parts');
  host.batch.pace.pass(host.host.name, inner.path);
  const context = { files: host.run.files };
  const wrong = await informed(host, () =>
    (block.arguments ?? []).flatMap((use) => problemsOfArguments(use, scopeIn(host), context)),
  );
  if (wrong.length > 0) return failHost(host, nameOf(host, block), new ProblemError(wrong));
  if (!terms) return walk(inner, block.parts);
  if (host.run.mode === 'plan') {
    const end = await walk(inner, block.parts);
    return end === 'finished' ? walk(inside(host, block.id, 'prove'), terms.prove) : end;
  }
  try {
    const { confirm } = terms;
    const run = () => runTransaction(host, block, terms, walk);
    return await (confirm === undefined ? run() : host.target.line.bear(confirm + undoing, run));
  } catch (error) {
    return failHost(host, nameOf(host, block), error);
  }
}

/** Seconds that a host may take to put everything back when the time to confirm is over. */
const undoing = 30;

async function runTransaction(host: HostRun, block: Block, terms: Transaction, walk: Walk): Promise<WalkEnd> {
  const name = nameOf(host, block);
  const transaction = await begin(host, name, terms);
  if (!transaction) return 'failed';
  const again = inside(host, block.id, 'undone');
  const inner: HostRun = { ...host, due: new Set(), transaction, isStopped: () => false };
  const ran = new Set<string>();
  try {
    const end = await attempt(inner, block, terms, ran, walk);
    if (end === 'unreachable') return leaveOpen(inner, name, end);
    if (end === 'finished' || !isOfChange(transaction.failure ?? {})) {
      return (await commit(inner, terms)) ? handOver(host, inner, ran, end) : undone(again, ran, walk);
    }
    if (transaction.isBegun && !(await putBack(host, transaction.id, name))) return end;
    return ran.size > 0 ? undone(again, ran, walk, end) : keepLasting(host, inner, end);
  } catch (error) {
    leaveOpen(inner, name, 'unreachable');
    throw error;
  }
}

/** What the block's handlers have done need not be done again for who notified them before; the rest is still due. */
function handOver(host: HostRun, inner: HostRun, ran: ReadonlySet<string>, end: WalkEnd): WalkEnd {
  for (const name of ran) host.due.delete(name);
  for (const name of inner.due) host.due.add(name);
  return end;
}

/** A host that is lost stays as it is; the person must know. */
function leaveOpen({ run, host, transaction }: HostRun, name: string, end: WalkEnd): WalkEnd {
  if (transaction?.isBegun) {
    const message = `"${name}" was left open on this host: the next apply first puts back what it had changed`;
    run.emit({ type: 'warning', host: host.name, message });
  }
  return end;
}

/** undefined: its way back cannot be told, so nothing is begun. */
async function begin(host: HostRun, name: string, terms: Transaction): Promise<HostTransaction | undefined> {
  const { began: since, files } = host.run;
  try {
    const undo = await informed(host, () => undoCommands(terms, scopeIn(host), { files }));
    return new HostTransaction({ name, since, undo, confirm: terms.confirm });
  } catch (error) {
    const failure = error instanceof Unset ? idle('failed', { message: error.message }) : failureOf(error);
    emitHostOutcome(host, name, failure);
    return undefined;
  }
}

function nameOf(host: HostRun, block: Block): string {
  return renderTitle(block.name, scopeIn(host), { files: host.run.files });
}

/** @param ran receives the names by which handlers were notified that were begun */
async function attempt(
  inner: HostRun,
  { id, parts }: Block,
  { validate, confirm, prove }: Transaction,
  ran: Set<string>,
  walk: Walk,
): Promise<WalkEnd> {
  const { transaction } = inner;
  const walked = await walk(inside(inner, id, 'parts'), parts);
  if (walked !== 'finished') return walked;
  if (transaction?.isBegun) {
    const hushed = transaction.holdsSecrets;
    const explain = (result: ItemResult) => explainComplaint(inner, result);
    const valid = await walk({ ...inside(inner, id, 'validate'), hushed }, validate, { explain });
    if (valid !== 'finished') return valid;
  }
  for (const name of inner.due) ran.add(name);
  // Their own way back is to run again (see undone), so nothing of them is kept.
  const { transaction: _, ...outside } = inner;
  const handled = await runHandlers(inside(outside, id, 'handlers'), walk, { settle: false });
  if (handled !== 'finished') return handled;
  inner.due.clear();
  if (confirm !== undefined && transaction?.isBegun && !(await knock(inner))) return 'failed';
  return walk(inside(inner, id, 'prove'), prove);
}

/** Whether somebody new can come in, told by coming in anew. */
async function knock(host: HostRun): Promise<boolean> {
  try {
    await host.target.line.knock();
    return true;
  } catch (error) {
    const { message = '', advice } = failureOf(error);
    const why = `after these changes no new connection can be made: ${message}`;
    emitHostOutcome(host, 'confirm', idle('failed', { message: why, advice }));
    return false;
  }
}

/** false: the host has put everything back before. */
async function commit(host: HostRun, { confirm }: Transaction): Promise<boolean> {
  const { transaction, ledger, target } = host;
  if (!transaction?.isBegun) return true;
  const step = commitTransaction(transaction.id);
  let lost = false;
  let outputs = await target.ask(ledger.keeper, [step], {});
  while (!outputs) {
    lost = true;
    outputs = await target.ask(ledger.keeper, [step], {});
  }
  const [output] = outputs;
  // Where nobody else could have ended it, it was ended by the attempt whose answer was lost.
  if (output?.code === 0 || (lost && confirm === undefined && output?.code === UNDONE)) return true;
  const message = output?.code === UNDONE ? undoneWords : failureMessage(output ?? nothing);
  emitHostOutcome(host, 'confirm', idle('failed', { message }));
  return false;
}

const nothing = { code: 1, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };

/**
 * The files are what they were: whatever had read the new ones has to read the old ones. Where that fails it stays due,
 * and is tried again at the end of the play. What is crossed off is crossed off there.
 */
async function undone(
  host: HostRun,
  ran: ReadonlySet<string>,
  walk: Walk,
  end: WalkEnd = 'failed',
): Promise<WalkEnd> {
  const again = await runHandlers({ ...host, due: new Set(ran) }, walk, { settle: false });
  for (const name of ran) {
    if (again === 'finished') host.due.delete(name);
    else host.due.add(name);
  }
  return again === 'unreachable' ? again : end;
}

/** Nothing has read the new files, so nothing is owed but what irreversible tasks notified. */
function keepLasting(host: HostRun, { transaction }: HostRun, end: WalkEnd): WalkEnd {
  for (const name of transaction?.lasting ?? []) host.due.add(name);
  return end;
}
