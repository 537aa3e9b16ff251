// Tasks at which the hosts of a batch meet, as at every task in Ansible: what is done once for all of them (`run_once`), what
// is done on another host (`delegate_to`), and what nobody goes past before all have done it (`any_errors_fatal`).

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
