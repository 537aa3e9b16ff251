// The plan of a setup, from files that are not written yet; and, before anything is asked, what would refuse one.

import { outcomeName, type RunEvent } from '../event.js';
import { ProblemError } from '../problem.js';
import { type Input, readInput } from '../project/read_input.js';
import { runOver } from '../run/run_playbook.js';
import type { Conversation } from './conversation/conversation.js';
import { foldPlan } from './conversation/folded_plan.js';
import { type InventoryEntry, inventoryEntryOf } from './conversation/inventory_entry.js';
import { placed } from './conversation/meant.js';
import { converse, type Talk } from './converse.js';
import type { Setup } from './parts.js';

export interface Plan {
  readonly events: readonly RunEvent[];
  readonly code: number;
}

export async function planFor(setup: Setup, hosts: string): Promise<Plan> {
  const events: RunEvent[] = [];
  const recorder = {
    on: (event: RunEvent) => void events.push(event),
    pause: <Answer>(question: () => Promise<Answer>) => question(),
    close: async () => undefined,
  };
  const input = await inputOf(setup, hosts);
  const code = await runOver(setup.transport, 'plan', input, setup.options, recorder);
  return { events, code };
}

export function inputOf({ options, pages }: Setup, limit: string): Promise<Input> {
  return readInput(pages.playbook, { ...options, limit, unwritten: pages.unwritten() });
}

/**
 * Tells what a plan would be refused for, were everything answered as suggested: nobody answers ten questions to hear that
 * the host has no room. Other answers may be better, so it ends nothing.
 */
export async function rehearse(
  setup: Setup,
  host: string,
  connection: InventoryEntry,
  begun: Conversation,
  talk: Talk,
): Promise<void> {
  setup.speaker.remark('and whether anything there would refuse an endpoint');
  try {
    // Who is to issue a certificate is not asked before somebody wants one.
    const given = new Map([['certificate', 'self_signed'] as const, ...talk.given]);
    const likely = await converse(begun, { ...talk, given, person: undefined, note: undefined });
    setup.pages.put(host, ...placed(connection, inventoryEntryOf(likely), begun.meant));
    const { events } = await planFor(setup, host);
    for (const failure of foldPlan(events).failed) {
      const why = [failure.message, failure.advice].filter(Boolean).join('\n');
      setup.speaker.warning(`as it is, the plan would be refused at "${outcomeName(failure)}": ${why}`);
    }
  } catch (error) {
    // Flags are missing, or wrong: that is told when their turn comes.
    if (!(error instanceof ProblemError)) throw error;
  } finally {
    setup.pages.put(host, connection);
  }
}
