// The visit with which setup begins at a host, told to the person; again, where a password that was asked for let nobody in.

import { BecomeRefused, Unreachable } from '../connection.js';
import { fail, ProblemError } from '../problem.js';
import { type InputOptions, readInput } from '../project/read_input.js';
import { subjectsOfPlaybook } from '../verify/playbook.js';
import { warningsOf } from './conversation/blocker.js';
import type { InventoryEntry } from './conversation/inventory_entry.js';
import { summaryLines } from './conversation/summary.js';
import type { NamedHost } from './hosts.js';
import type { Setup } from './parts.js';
import { type Visit, visit } from './visit.js';

/** @throws ProblemError where the playbook makes no endpoint of the host */
export async function visitFor(
  setup: Setup,
  { name, address }: NamedHost,
  connection: InventoryEntry,
): Promise<Visit> {
  const { pages, options, speaker } = setup;
  pages.put(name, connection);
  const from = { ...options, limit: name, unwritten: pages.unwritten() };
  const input = await readInput(pages.playbook, from);
  await requireProof(pages.playbook, name, from);
  const visited = await visitAgain(setup, () => visit(name, address, input, setup.transport, speaker));
  speaker.found(summaryLines(visited.hostReport, new Date()));
  for (const warning of warningsOf(visited.hostReport)) speaker.warning(warning);
  return visited;
}

/** Times that a person may be wrong about a password, as with ssh and sudo. */
const tries = 3;

/** Again where a password that was just asked for let nobody in. */
async function visitAgain({ asker, speaker }: Setup, work: () => Promise<Visit>): Promise<Visit> {
  for (let turn = 1; ; turn++) {
    const before = asker.passwords();
    try {
      return await work();
    } catch (error) {
      asker.rethrow();
      const isRefusal = error instanceof Unreachable || error instanceof BecomeRefused;
      if (!isRefusal || asker.passwords() === before || turn === tries) throw error;
      speaker.remark(error.message);
    }
  }
}

/** A playbook of somebody's own would do anything else. */
async function requireProof(playbook: string, host: string, from: InputOptions): Promise<void> {
  const subjects = await subjectsOfPlaybook(playbook, from).catch((error: unknown) => {
    if (error instanceof ProblemError) return [];
    throw error;
  });
  const advice = 'name another with --playbook FILE: it is written where there is none';
  if (subjects.length === 0) fail(`${playbook} makes no endpoint of ${host}`, undefined, advice);
}
