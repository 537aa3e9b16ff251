// What a change will owe the host, as the steps that write it down before the change is made.

import { type Identity, identityName, type Snippet } from '../connection.js';
import { Unset } from '../expression/scope.js';
import { CouldNotLook } from '../module.js';
import type { Task } from '../playbook/play.js';
import { resolveTask } from '../playbook/resolve.js';
import { ProblemError } from '../problem.js';
import { type Debt, debtOf, namedDebt } from './debt.js';
import { isDue } from './due.js';
import type { HostRun } from './run_context.js';
import type { Target } from './target.js';

/**
 * Writes down what the notified handlers come to. Where the change is made by the same user on the same host, the
 * steps are returned, to go before its own in the same trip; else they have run when this returns.
 */
export async function oweHandlers(
  host: HostRun,
  notify: readonly string[],
  target: Target,
  identity: Identity,
): Promise<readonly Snippet[]> {
  const names = new Set(notify);
  const handlers = host.play.handlers.filter((handler) => isDue(handler, names));
  const debts = new Map(
    handlers.flatMap((handler) => debtsOf(host, handler).map((debt) => [debt, handler] as const)),
  );
  const steps = host.ledger.owe(debts);
  const { keeper } = host.ledger;
  if (steps.length === 0 || (target === host.target && identityName(identity) === identityName(keeper)))
    return steps;
  // Writing the same debt again does no harm, so a connection that was lost meanwhile is no reason to give up.
  const written = (await host.target.ask(keeper, steps, {})) ?? (await host.target.ask(keeper, steps, {}));
  if (written?.length !== steps.length || written.some(({ code }) => code !== 0)) {
    throw new CouldNotLook(
      'what this change will owe the host could not be written down, so it was not made',
    );
  }
  return [];
}

/** A handler that cannot be resolved yet is a debt by its name alone: only its own playbook can pay it. */
function debtsOf(host: HostRun, handler: Task): readonly Debt[] {
  const module = host.run.modules.get(handler.module);
  if (module?.kind !== 'state') return [];
  try {
    const items = resolveTask(handler, module, host.memory.scope(host.play.vars), { files: host.run.files });
    const ready = items.filter((item) => item.kind === 'ready');
    if (ready.length === items.length) return ready.map((item) => debtOf(handler, item, host.run.began));
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof Unset)) throw error;
  }
  return [namedDebt(handler, host.ledger.keeper, host.run.began)];
}
