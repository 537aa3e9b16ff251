// Orders of a whole fleet within an hour. Authorities count what they issue, and refuse for a week who asks for too much.
//
// Counted is what was asked for from this machine, by whatever run, also where it failed; and what the hosts of this run
// got besides, as certbot's archive there tells it (a renewal, another machine). What hosts got that are not in this run, and
// that were not asked for from here, nobody knows.

import { randomBytes } from 'node:crypto';
import type { RunLog } from '../../module.js';

const HOUR = 3600_000;

/** The name of the run log. */
export const ORDERS = 'acme_orders';

/** One line of it: an order that is about to be made, or that such a line does not count after all. */
type Entry =
  | { readonly id: string; readonly at: number; readonly host: string; readonly server: string }
  | { readonly void: string };

export class OrderBudget {
  /** Certificates that hosts of this run got within their last hour, by host. */
  readonly #told = new Map<string, number>();

  tell(host: string, recent: number): void {
    this.#told.set(host, recent);
  }

  /** How many orders are used up at a server. @param now milliseconds */
  used(runLog: RunLog, server: string, now = Date.now()): number {
    return this.#count(entriesOf(runLog), server, now);
  }

  /**
   * Notes the order first and looks then who was before: of two runs at the same moment one is the second.
   *
   * @returns whether one more order is within the budget, which is then taken
   */
  take(runLog: RunLog, order: { host: string; server: string }, limit: number, now = Date.now()): boolean {
    const id = randomBytes(8).toString('hex');
    runLog.add(JSON.stringify({ id, at: now, ...order } satisfies Entry));
    const entries = entriesOf(runLog);
    const own = entries.findIndex((entry) => 'id' in entry && entry.id === id);
    const before = entries.filter((entry, at) => at < own || 'void' in entry);
    if (this.#count(before, order.server, now) < limit) return true;
    runLog.add(JSON.stringify({ void: id } satisfies Entry));
    return false;
  }

  /** Of one host the larger number counts: what it got was mostly asked for from here. */
  #count(entries: readonly Entry[], server: string, now: number): number {
    const voided = new Set(entries.flatMap((entry) => ('void' in entry ? [entry.void] : [])));
    const noted = new Map<string, number>();
    for (const entry of entries) {
      if ('void' in entry || voided.has(entry.id)) continue;
      if (entry.server === server && entry.at > now - HOUR)
        noted.set(entry.host, (noted.get(entry.host) ?? 0) + 1);
    }
    const hosts = new Set([...noted.keys(), ...this.#told.keys()]);
    return [...hosts].reduce(
      (sum, host) => sum + Math.max(noted.get(host) ?? 0, this.#told.get(host) ?? 0),
      0,
    );
  }
}

/** Lines that make no sense (another version wrote them, or a disk was full) count for nothing. */
function entriesOf(runLog: RunLog): readonly Entry[] {
  return runLog.lines().flatMap((line) => {
    try {
      const { id, at, host, server, void: voided } = JSON.parse(line) as Record<string, unknown>;
      if (typeof voided === 'string') return [{ void: voided }];
      const isOrder = [id, host, server].every((part) => typeof part === 'string') && typeof at === 'number';
      return isOrder ? [{ id, at, host, server } as Entry] : [];
    } catch {
      return [];
    }
  });
}
