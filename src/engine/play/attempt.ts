// The tasks of a block that is whole or not at all, and what judges them: `validate`, its handlers, `confirm`, `prove`.

import { tasksAhead } from '../../playbook/parts_of.js';
import type { Block, Handler, Transaction } from '../../playbook/play.js';
import { inside } from '../order/position.js';
import { reportHost } from '../task/report.js';
import { failureOf, type ItemResult, idle } from '../task/result.js';
import { unsure } from '../task/run_task.js';
import { dueOf } from './due_handlers.js';
import { runHandlers } from './handlers.js';
import { failedAt, finished, type HostEnd } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';
import { takeOffStarted } from './started_since.js';
import { explainValidationError } from './validation_error.js';

/** How the block went. */
export interface Attempt {
  readonly end: HostEnd;
  /** Names by which handlers were notified that were begun. */
  readonly ran: ReadonlySet<string>;
  /** Handlers that had nothing to do any more. */
  readonly needless: readonly Handler[];
}

export async function attempt(
  inner: HostRun,
  { id, parts }: Block,
  { validate, confirm, prove }: Transaction,
  walk: Walk,
): Promise<Attempt> {
  const { transaction } = inner;
  const withoutHandlers = (end: HostEnd): Attempt => ({ end, ran: new Set(), needless: [] });
  const walked = await walk(inside(inner, id, 'parts'), parts, { after: unsure([...validate, ...prove]) });
  if (walked.kind !== 'finished') return withoutHandlers(walked);
  if (transaction?.isBegun) {
    const hidesOutput = transaction.holdsSecrets;
    const explain = (result: ItemResult) => explainValidationError(inner, result);
    const after = unsure([...tasksAhead(dueOf(inner).map(({ part }) => part)), ...prove]);
    const valid = await walk({ ...inside(inner, id, 'validate'), hidesOutput }, validate, { explain, after });
    if (valid.kind !== 'finished') return withoutHandlers(valid);
  }
  const needless = takeOffStarted(inner);
  const ran = new Set(inner.notified.due);
  // Their own way back is to run again (see undone), so nothing of them is kept.
  const { transaction: _, ...outside } = inner;
  const handled = await runHandlers(inside(outside, id, 'handlers'), walk, {
    settle: false,
    after: prove,
  });
  if (handled.kind !== 'finished') return { end: handled, ran, needless };
  inner.notified.due.clear();
  if (confirm !== undefined && transaction?.isBegun) {
    const checked = await checkLogin(inner);
    if (checked.kind !== 'finished') return { end: checked, ran, needless };
  }
  return { end: await walk(inside(inner, id, 'prove'), prove), ran, needless };
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
