// `rescue` and `always` of a block on one host. A transaction has put back what it changed before its rescue begins.

import type { Block } from '../../playbook/play.js';
import { inside } from '../order/position.js';
import { runBlock } from './block.js';
import { both, type Failure, goesOn, type HostEnd } from './host_end.js';
import type { HostRun } from './host_run.js';
import { skipParts } from './skip.js';
import type { Walk } from './walk.js';

/** @param walk the tasks of the block itself. @param walkAfter those of its rescue and always */
export async function runGuarded(host: HostRun, block: Block, walk: Walk, walkAfter: Walk): Promise<HostEnd> {
  const end = await runRescued(host, block, walk, walkAfter);
  if (block.always.length === 0 || end.kind === 'unreachable' || end.kind === 'interrupted') return end;
  const inAlways = { ...inside(host, block.id, 'always'), isStopped: () => false };
  return both(end, await walkAfter(inAlways, block.always));
}

async function runRescued(host: HostRun, block: Block, walk: Walk, walkAfter: Walk): Promise<HostEnd> {
  if (block.rescue.length === 0) return runBlock(host, block, walk);
  const end = await runBlock({ ...host, isRescued: true }, block, walk);
  if (goesOn(end)) await skipParts(inside(host, block.id, 'rescue'), block.rescue);
  if (end.kind !== 'failed') return end;
  tell(host, end.failure);
  const rescued = await walkAfter(inside(host, block.id, 'rescue'), block.rescue);
  // What is rescued is no failure of the block around it.
  return goesOn(rescued) ? rescued : both(end, rescued);
}

/** Ansible's names for it. Where no task failed (a confirmation did not come), it is the block itself. */
function tell({ variables, host }: HostRun, { task, module, result }: Failure): void {
  const { registered, message = '', secret } = result;
  variables.set('ansible_failed_task', { name: task, action: module }, false, undefined);
  const plain = { changed: false, failed: true, skipped: false };
  variables.set('ansible_failed_result', { ...plain, ...registered, msg: message }, secret, {
    host: result.actedOn ?? host.name,
    what: `the failure of "${task}" on ${result.actedOn ?? host.name}`,
  });
}
