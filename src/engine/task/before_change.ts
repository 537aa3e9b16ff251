// What has to be on the host before a change is made: what the change will owe, and in a transaction what it replaces.

import type { Step } from '../../change.js';
import { type Identity, identityName, type Snippet } from '../../connection.js';
import { CouldNotLook } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { keeping } from '../host/housekeeping.js';
import { failureMessage } from '../host/last_words.js';
import type { Target } from '../host/target.js';
import { debtSteps } from './owe.js';
import type { TaskHost } from './task_host.js';

/**
 * Where the change is made by the same user on the same host, the steps are returned, to go before its own in the same
 * trip; else they have run when this returns.
 *
 * @param again true: the trip that was to do this may be lost
 */
export async function prefaceOf(
  host: TaskHost,
  task: Task,
  item: ResolvedReady,
  steps: readonly Step[],
  {
    target,
    identity,
    again,
  }: { readonly target: Target; readonly identity: Identity; readonly again: boolean },
): Promise<readonly Snippet[]> {
  const kept = host.transaction?.before(steps, { task, item }) ?? [];
  const preface = [...kept, ...debtSteps(host, { task, item }, again)];
  const { keeper } = host.ledger;
  if (preface.length === 0 || (target === host.target && identityName(identity) === identityName(keeper)))
    return preface;
  // Doing the same again does no harm, so a connection that was lost meanwhile is no reason to give up.
  const limits = keeping(host.target);
  const ask = () => host.target.ask(keeper, preface, limits);
  const done = (await ask()) ?? (await ask());
  const failed = done?.find(({ code }) => code !== 0);
  if (failed || done?.length !== preface.length) {
    const why = failed ? failureMessage(failed) : 'the connection was lost twice';
    throw new CouldNotLook(`the change was not prepared, so it was not made: ${why}`);
  }
  host.transaction?.answered();
  return [];
}
