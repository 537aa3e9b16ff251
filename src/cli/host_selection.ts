// Which hosts each play is for: its pattern, narrowed by `--limit`.

import type { Host, Inventory } from '../inventory/inventory.js';
import { selectHosts } from '../inventory/pattern.js';
import type { Play } from '../playbook/play.js';
import { fail } from '../problem.js';

/** @throws ProblemError for a pattern that names nothing, or a limit that leaves no host to any play */
export function hostSelection(
  inventory: Inventory,
  limit: string | undefined,
): (play: Play) => readonly Host[] {
  const limited = limit === undefined ? undefined : new Set(selectHosts(inventory, limit));
  if (limited?.size === 0)
    fail(`--limit ${limit} matches no host`, undefined, 'See the names in your inventory.');
  return (play) =>
    selectHosts(inventory, play.hosts.text, play.hosts.place).flatMap((name) => {
      const host = inventory.hosts.get(name);
      return host && (limited === undefined || limited.has(name)) ? [host] : [];
    });
}
