// `rescue` and `always` of a block on one host. A transaction has put back what it changed before its rescue begins.

import type { Block } from '../playbook/play.js';
import { runBlock } from './block.js';
import type { ItemResult } from './item_result.js';
import { inside } from './position.js';
import { passOver } from './rendezvous.js';
import type { HostRun } from './run_context.js';
import type { Walk, WalkEnd } from './walk.js';

/** What failed in a block that has a rescue. */
export interface Failure {
  readonly task: string;
  readonly module: string;
  readonly result: ItemResult;
}

/** Who is told of a failure in a block, instead of the host failing. */
export interface Rescuer {
  failure: Failure | undefined;
}

/** @param walk the tasks of the block itself. @param walkAfter those of its rescue and always */
export async function runGuarded(host: HostRun, block: Block, walk: Walk, walkAfter: Walk): Promise<WalkEnd> {
  const end = await runRescued(host, block, walk, walkAfter);
  if (block.always.length === 0 || end === 'unreachable' || end === 'interrupted') return end;
  const last = await walkAfter({ ...inside(host, block.id, 'always'), isStopped: () => false }, block.always);
  return last === 'finished' ? end : last;
}

async function runRescued(host: HostRun, block: Block, walk: Walk, walkAfter: Walk): Promise<WalkEnd> {
  if (block.rescue.length === 0) return runBlock(host, block, walk);
  const rescuer: Rescuer = { failure: undefined };
  const end = await runBlock({ ...host, rescuer }, block, walk);
  if (end === 'finished' || end === 'ended') await passOver(inside(host, block.id, 'rescue'), block.rescue);
  if (end !== 'failed') return end;
  // What is rescued is no failure of the block around it.
  if (host.transaction) host.transaction.failure = undefined;
  tell(host, block, rescuer.failure);
  return walkAfter(inside(host, block.id, 'rescue'), block.rescue);
}

/** Ansible's names for it. Where no task failed (a confirmation did not come), it is the block itself. */
function tell({ memory }: HostRun, block: Block, failure: Failure | undefined): void {
  const { task = block.name.text, module = 'block', result } = failure ?? {};
  memory.set('ansible_failed_task', { name: task, action: module }, false);
  const { registered, message = '', secret = false } = result ?? {};
  const plain = { changed: false, failed: true, skipped: false };
  memory.set('ansible_failed_result', { ...plain, ...registered, msg: message }, secret);
}
