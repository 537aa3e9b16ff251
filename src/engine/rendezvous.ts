// Tasks at which the hosts of a batch meet, as at every task in Ansible: what is done once for all of them (`run_once`), what
// is done on another host (`delegate_to`), and what nobody goes past before all have done it (`any_errors_fatal`).

import type { Block, Include, Part, Task } from '../playbook/play.js';
import type { ItemResult } from './item_result.js';
import { isOver } from './pace.js';
import { inside, inTurn, type Position, type Stage, within } from './position.js';
import { remember } from './remember.js';
import type { HostRun } from './run_context.js';

/** What came of a task. @param leader who did it for this host; undefined: itself */
export interface Done {
  readonly results: readonly ItemResult[];
  readonly leader?: string;
}

type Work = () => Promise<readonly ItemResult[] | undefined>;

/** @returns undefined where the run was interrupted or stopped before the host had its turn */
export async function meet(host: HostRun, task: Task, work: Work): Promise<Done | undefined> {
  const position = [...host.path, task.id];
  const { pace } = host.batch;
  pace.pass(host.host.name, position);
  if (task.runOnce) return leadOrFollow(host, position, work);
  if (task.delegateTo) await pace.reach(host, position);
  const results = isOver(host) ? undefined : await work();
  if (task.delegateTo || task.anyErrorsFatal) await pace.reach(host, within(position, 'done'));
  return results && { results };
}

async function leadOrFollow(host: HostRun, position: Position, work: Work): Promise<Done | undefined> {
  const { name } = host.host;
  const { pace } = host.batch;
  const meeting = host.batch.meetingAt(position);
  meeting.join(name);
  await pace.reach(host, position);
  const { leader = name } = meeting;
  if (leader === name && !isOver(host)) meeting.results = await work();
  await pace.reach(host, within(position, 'done'));
  const { results } = meeting;
  return results && (leader === name ? { results } : { results, leader });
}

/**
 * The host goes past parts whose tasks it does not do: others may meet at them. What is done once for all is done for it
 * too, as in Ansible, so that it can read the result.
 */
export async function passOver(host: HostRun, parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    if (part.kind === 'task') await watch(host, part);
    if (part.kind === 'block') await passOverBlock(host, part);
    if (part.kind === 'include') await passOverInclude(host, part);
  }
}

async function passOverBlock(host: HostRun, block: Block): Promise<void> {
  const { transaction: { validate = [], prove = [] } = {} } = block;
  const lists: readonly (readonly [Stage, readonly Part[]])[] = [
    ['parts', block.parts],
    ['validate', validate],
    ['prove', prove],
    ['rescue', block.rescue],
    ['always', block.always],
  ];
  for (const [stage, parts] of lists) await passOver(inside(host, block.id, stage), parts);
}

async function passOverInclude(host: HostRun, include: Include): Promise<void> {
  await watch(host, include.task);
  await passOverBranches(host, include);
}

/**
 * Past all that an include may bring in, for a host that is at it and brings in nothing. How often it would have been
 * brought in nobody knows; once is what it mostly is.
 */
export async function passOverBranches(host: HostRun, include: Include): Promise<void> {
  for (const { parts } of new Set(include.branches.values())) await passOver(inTurn(host, include, 0), parts);
}

async function watch(host: HostRun, task: Task): Promise<void> {
  if (!task.runOnce && !task.delegateTo && !task.anyErrorsFatal) return;
  const position = [...host.path, task.id];
  await host.batch.pace.reach(host, position);
  await host.batch.pace.reach(host, within(position, 'done'));
  const { results } = host.batch.meetingAt(position);
  if (results) remember(host, task, results);
}
