// What a change will owe the host, as the steps that write it down before the change is made.

import type { Snippet } from '../../connection.js';
import { Unset } from '../../expression/scope.js';
import type { Handler } from '../../playbook/play.js';
import { resolveTask } from '../../playbook/resolve.js';
import { ProblemError } from '../../problem.js';
import { type Cause, type Debt, debtOf, namedDebt } from '../journal/pending_handler.js';
import { isSecret, type Written } from '../journal/transaction_record.js';
import { isDue, ownName } from './due.js';
import { scopeIn, type TaskHost } from './task_host.js';

/**
 * @param by what makes the change
 * @param again true: the trip that was to write them down may be lost
 */
export function debtSteps(host: TaskHost, by: Omit<Written, 'step'>, again: boolean): readonly Snippet[] {
  const names = new Set(by.item.notify);
  const cause: Cause = { since: host.run.began, secret: host.hushed === true || isSecret(by) };
  const handlers = host.play.handlers.filter((handler) => isDue(handler, names));
  const debts = new Map(
    handlers.flatMap((handler) => debtsOf(host, handler, cause).map((debt) => [debt, handler] as const)),
  );
  return host.ledger.owe(debts, again);
}

/** A handler that cannot be resolved yet, or is more than one task, is a debt by its name alone: only its own playbook can pay it. */
function debtsOf(host: TaskHost, handler: Handler, cause: Cause): readonly Debt[] {
  const byName = () => [namedDebt(ownName(handler), moduleOf(handler), host.ledger.keeper, cause)];
  const { part } = handler;
  if (part.kind !== 'task') return byName();
  const module = host.run.modules.get(part.module);
  if (module?.kind !== 'state') return [];
  try {
    const items = resolveTask(part, module, scopeIn(host), { files: host.run.files });
    const ready = items.filter((item) => item.kind === 'ready');
    if (ready.length === items.length) return ready.map((item) => debtOf(part, item, cause));
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof Unset)) throw error;
  }
  return byName();
}

function moduleOf({ part }: Handler): string {
  if (part.kind === 'block') return part.kind;
  return part.kind === 'task' ? part.module : part.task.module;
}
