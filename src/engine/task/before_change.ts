// What has to be on the host before a change is made: the handlers that it makes pending and what it makes. In a
// transaction also what it replaces.

import type { Step } from '../../change.js';
import { identityName, type RequestLimits, type Snippet } from '../../connection.js';
import { Unset } from '../../expression/scope.js';
import { failureMessage } from '../../host_words.js';
import { ProbeError } from '../../module.js';
import type { Handler } from '../../playbook/play.js';
import { resolveTask } from '../../playbook/resolve.js';
import { ProblemError } from '../../problem.js';
import { type Maker, recordMade } from '../../shell/made.js';
import type { Target } from '../host/target.js';
import {
  type Cause,
  type PendingHandler,
  pendingByName,
  pendingHandlerOf,
} from '../journal/pending_handler.js';
import type { Written } from '../journal/transaction_record.js';
import { scopeIn } from '../variables/host_variables.js';
import { isDue, ownName } from './notified.js';
import type { TaskHost } from './task_host.js';
import type { StateItem } from './task_item.js';

/** What goes before the steps of a change in the same request. */
export interface Preface {
  readonly steps: readonly Snippet[];
  readonly limits: RequestLimits;
}

/**
 * Where the same user makes the change on the same host, the steps are returned, to go before its own in the same
 * request. Else they have run when this returns.
 *
 * @param again true: the request that was to do this may be lost
 */
export async function beforeChange(
  { host, target, task, item }: StateItem,
  steps: readonly Step[],
  again: boolean,
): Promise<Preface> {
  const kept = host.transaction?.before(steps, { task, item }) ?? [];
  // As the user who makes the change, so that it is always the same request.
  const made = recordMade(steps, makerOf(host, { task, item }, target === host.target));
  const preface = [...kept, ...recordPending(host, { task, item }, again)];
  const { lockOwner } = host.pendingStore;
  if (
    preface.length === 0 ||
    (target === host.target && identityName(item.identity) === identityName(lockOwner))
  )
    return prefaceOf(target, [...preface, ...made]);
  // Doing the same again does no harm, so a connection that was lost meanwhile is no reason to give up.
  const limits = host.target.housekeeping('copying', keeping);
  const ask = () => host.target.ask(lockOwner, preface, limits);
  const done = (await ask()) ?? (await ask());
  const failed = done?.find(({ code }) => code !== 0);
  if (failed || done?.length !== preface.length) {
    const why = failed ? failureMessage(failed) : 'the connection was lost twice';
    throw new ProbeError(`the change was not prepared, so it was not made: ${why}`);
  }
  host.transaction?.answered();
  return prefaceOf(target, made);
}

/** For a command that changes nothing. */
export const nothingBefore: Preface = { steps: [], limits: {} };

const keeping = 'keeping what the change replaces';

function prefaceOf(target: Target, steps: readonly Snippet[]): Preface {
  if (steps.length === 0) return nothingBefore;
  const { probe: seconds = 0 } = target.housekeeping('copying', keeping);
  return { steps, limits: { before: { steps: steps.length, doing: keeping, seconds } } };
}

/** @param isHere the host of the transaction is the one that is changed */
function makerOf(host: TaskHost, by: Omit<Written, 'step'>, isHere: boolean): Maker {
  const isKept = isHere && !by.task.irreversible;
  return {
    since: host.run.began,
    task: by.item.handlesSecret ? undefined : by.item.title,
    block: isKept ? host.transaction?.id : undefined,
  };
}

/**
 * The handlers that the change makes pending, as the steps that record them.
 *
 * @param by what makes the change
 * @param again true: the request that was to write them down may be lost
 */
function recordPending(host: TaskHost, by: Omit<Written, 'step'>, again: boolean): readonly Snippet[] {
  const names = new Set(by.item.notify);
  const cause: Cause = { since: host.run.began, secret: host.hidesOutput === true || by.item.handlesSecret };
  const handlers = host.play.handlers.filter((handler) => isDue(handler, names));
  const pendingHandlers = new Map(
    handlers.flatMap((handler) =>
      pendingHandlersOf(host, handler, cause).map((pending) => [pending, handler] as const),
    ),
  );
  return host.pendingStore.record(pendingHandlers, again);
}

/**
 * A handler that cannot be resolved yet, or is more than one task, is recorded by its name alone. Only its own playbook
 * can run it.
 */
function pendingHandlersOf(host: TaskHost, handler: Handler, cause: Cause): readonly PendingHandler[] {
  const byName = () => [
    pendingByName(ownName(handler), moduleNameOf(handler), host.pendingStore.lockOwner, cause),
  ];
  const { part } = handler;
  if (part.kind !== 'task') return byName();
  const module = host.run.modules.get(part.module);
  if (module?.kind !== 'state') return [];
  try {
    const items = resolveTask(part, module, scopeIn(host), { files: host.run.files });
    const ready = items.filter((item) => item.kind === 'ready');
    if (ready.length === items.length) return ready.map((item) => pendingHandlerOf(part, item, cause));
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof Unset)) throw error;
  }
  return byName();
}

function moduleNameOf({ part }: Handler): string {
  if (part.kind === 'block') return part.kind;
  return part.kind === 'task' ? part.module : part.task.module;
}
