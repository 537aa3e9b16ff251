// A block on one host: the arguments of its role, and its tasks, as a transaction where the page says so.

import { problemsOfArguments } from '../../playbook/arguments/problems.js';
import type { Block } from '../../playbook/play.js';
import { ProblemError } from '../../problem.js';
import { inside } from '../order/position.js';
import { whenHostvarsAreReady } from '../task/hostvars_wait.js';
import { scopeIn } from '../task/task_host.js';
import { failHost } from './fail_host.js';
import type { HostEnd } from './host_end.js';
import type { HostRun } from './host_run.js';
import { nameOf, runTransaction } from './transaction.js';
import type { Walk } from './walk.js';

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
