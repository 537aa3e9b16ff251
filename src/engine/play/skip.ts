// A host goes past parts whose tasks it does not do: after an `end_host`, or past a rescue that is not needed.

import type { Block, Include, Part } from '../../playbook/play.js';
import { inside, inTurn, type Stage } from '../order/position.js';
import { passBarrier } from '../task/barrier.js';
import type { HostRun } from './host_run.js';

/**
 * The host goes past parts whose tasks it does not do: others may meet at them. What is done once for all is done for it
 * too, as in Ansible, so that it can read the result.
 */
export async function skipParts(host: HostRun, parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    if (part.kind === 'task') await passBarrier(host, part);
    if (part.kind === 'block') await skipBlock(host, part);
    if (part.kind === 'include') await skipInclude(host, part);
  }
}

async function skipBlock(host: HostRun, block: Block): Promise<void> {
  const { transaction: { validate = [], prove = [] } = {} } = block;
  const lists: readonly (readonly [Stage, readonly Part[]])[] = [
    ['parts', block.parts],
    ['validate', validate],
    ['prove', prove],
    ['rescue', block.rescue],
    ['always', block.always],
  ];
  for (const [stage, parts] of lists) await skipParts(inside(host, block.id, stage), parts);
}

async function skipInclude(host: HostRun, include: Include): Promise<void> {
  await passBarrier(host, include.task);
  await skipBranches(host, include);
}

/**
 * Past all that an include may bring in, for a host that is at it and brings in nothing. How often it would have been
 * brought in is not known; once is what it mostly is.
 */
export async function skipBranches(host: HostRun, include: Include): Promise<void> {
  for (const { parts } of new Set(include.branches.values()))
    await skipParts(inTurn(host, include, 0), parts);
}
