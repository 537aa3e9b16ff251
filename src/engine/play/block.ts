// A block on one host: the arguments of its role, its tasks, as a transaction where it is one, then `rescue` and `always`.

import { problemsOfArguments } from '../../playbook/arguments/problems.js';
import type { Block } from '../../playbook/play.js';
import { ProblemError } from '../../problem.js';
import { inside } from '../order/position.js';
import { whenHostvarsAreReady } from '../task/barrier.js';

import { scopeIn } from '../variables/host_variables.js';
import { both, type Failure, failHost, goesOn, type HostEnd } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';
import { skipParts } from './skip.js';
import { nameOf, runTransaction } from './transaction.js';

/** @param walk handed in, because a walk runs blocks */
export async function runBlock(host: HostRun, block: Block, walk: Walk): Promise<HostEnd> {
  const { transaction: terms } = block;
  const inner = inside(host, block.id, 'parts');
  host.batch.progress.pass(host.host.name, inner.path);
  const context = { files: host.run.files };
  const wrong = await whenHostvarsAreReady(host, () =>
    (block.arguments ?? []).flatMap((use) => problemsOfArguments(use, scopeIn(host), context)),
  );
  if (wrong.length > 0) return failHost(host, nameOf(host, block), new ProblemError(wrong));
  if (!terms) return walk(inner, block.parts);
  if (host.run.mode === 'apply') return runTransaction(host, block, terms, walk);
  const end = await walk(inner, block.parts);
  return end.kind === 'finished' ? walk(inside(host, block.id, 'prove'), terms.prove) : end;
}

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
