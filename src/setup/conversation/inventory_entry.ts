// What a conversation leaves behind: variables of the host in the inventory. Pure.

import type { Json } from '../../json.js';
import type { Conversation } from './conversation.js';
import { questions } from './questions.js';

/** Variables in the order of the questions; null: a variable that must not stand there. */
export type InventoryEntry = ReadonlyMap<string, Json>;

/**
 * What somebody decided. What the inventory says already, at the host or for a group of it, is not said again; what it
 * says of questions that make no sense any more is taken away.
 */
export function inventoryEntryOf({ answers, decided, known }: Conversation): InventoryEntry {
  const entry = new Map<string, Json>();
  for (const { id, variable, format, holds } of questions) {
    const answer = answers[id];
    if (answer === undefined && known[variable] !== undefined) entry.set(variable, null);
    if (answer === undefined || !decided.has(id) || answer === '') continue;
    const value = format ? format(answer) : answer;
    if (value !== (known[variable] ?? holds)) entry.set(variable, value);
  }
  return entry;
}
