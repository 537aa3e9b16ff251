// Where a host waits for others: at tasks that one does for all or on another host, and where it reads their variables.

import type { Task } from '../../playbook/play.js';
import { type Position, within } from '../order/position.js';
import { isOver } from '../order/progress.js';
import { register } from './register.js';
import type { ItemResult } from './result.js';
import type { TaskHost } from './task_host.js';

/** What came of a task. @param leader who did it for this host; undefined: itself */
export interface Done {
  readonly results: readonly ItemResult[];
  readonly leader?: string;
}

type Work = () => Promise<readonly ItemResult[] | undefined>;

/** @returns undefined where the run was interrupted or stopped before the host had its turn */
export async function atBarrier(host: TaskHost, task: Task, work: Work): Promise<Done | undefined> {
  const position = [...host.path, task.id];
  const { progress } = host.batch;
  progress.pass(host.host.name, position);
  if (task.runOnce) return leadOrFollow(host, position, work);
  if (task.delegateTo) await progress.reach(host, position);
  const results = isOver(host) ? undefined : await work();
  if (task.delegateTo || task.anyErrorsFatal) await progress.reach(host, within(position, 'done'));
  return results && { results };
}

async function leadOrFollow(host: TaskHost, position: Position, work: Work): Promise<Done | undefined> {
  const { name } = host.host;
  const { progress } = host.batch;
  const meeting = host.batch.meetingAt(position);
  meeting.join(name);
  await progress.reach(host, position);
  const { leader = name } = meeting;
  if (leader === name && !isOver(host)) meeting.results = await work();
  await progress.reach(host, within(position, 'done'));
  const { results } = meeting;
  return results && (leader === name ? { results } : { results, leader });
}

/** The host does not do the task, but others may meet at it; what is done once for all is done for it too. */
export async function passBarrier(host: TaskHost, task: Task): Promise<void> {
  if (!task.runOnce && !task.delegateTo && !task.anyErrorsFatal) return;
  const position = [...host.path, task.id];
  await host.batch.progress.reach(host, position);
  await host.batch.progress.reach(host, within(position, 'done'));
  const { results } = host.batch.meetingAt(position);
  if (results) register(host, task, results);
}

/** Something was read that another host may not have learned yet. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly';

  constructor(readonly wait: () => Promise<void>) {
    super('another host has not come as far');
  }
}

/** @throws TooEarly, whatever came of the work */
export function timely<T>(host: TaskHost, work: () => T): T {
  const { hostvars, batch, variables } = host;
  const position = variables.where.now();
  const isEarly = () => hostvars.hasLearned && batch.progress.isAwaited(position) && !isOver(host);
  hostvars.refresh();
  try {
    const result = work();
    if (!isEarly()) return result;
  } catch (error) {
    if (!isEarly()) throw error;
  }
  throw new TooEarly(() => batch.progress.reach(host, position));
}

/** Does the work; once more, when the others have come as far, where it read too early. It has to have done nothing by then. */
export async function whenTimely<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TooEarly)) throw error;
    await error.wait();
    return work();
  }
}

/** Does what only computes, when the hosts whose variables it reads have come as far. */
export function whenHostvarsAreReady<T>(host: TaskHost, work: () => T): Promise<T> {
  return whenTimely(() => timely(host, work));
}
