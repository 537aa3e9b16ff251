// The same outcome on many hosts is one outcome with many hosts: what a plan of a fleet is read by.

import { createHash } from 'node:crypto';
import type { Outcome } from '../event.js';

export interface Folded {
  /** Of the first host that had it. */
  readonly outcome: Outcome;
  readonly hosts: readonly string[];
}

interface Group {
  readonly outcome: Outcome;
  readonly hosts: string[];
  /** The task behind which it is told: itself, or of a handler the last one that came before it on some host. */
  after: number;
}

export interface Fold {
  add(outcome: Outcome): void;
  /** What was added since the last time, in the order of the page and of these hosts, whoever was faster. */
  take(order: readonly string[]): Folded[];
}

/** Collects outcomes as they come; of equal ones only the first is kept, so that a fleet's texts fit in memory. */
export function openFold(): Fold {
  let groups = new Map<string, Group>();
  let last = new Map<string, number>();
  return {
    add(outcome) {
      const { host } = outcome;
      const { id, handler } = orderOf(outcome);
      const key = identityOf(outcome);
      const group = groups.get(key);
      const after = handler ? (last.get(host) ?? id) : id;
      if (!handler) last.set(host, id);
      if (group) {
        group.hosts.push(host);
        group.after = Math.max(group.after, after);
      } else groups.set(key, { outcome, hosts: [host], after });
    },
    take(order) {
      const ranks = new Map(order.map((host, rank) => [host, rank]));
      const rank = (host: string | undefined) => ranks.get(host ?? '') ?? order.length;
      const taken = [...groups.values()].map(({ outcome, hosts, after }) => ({
        outcome: shownOf(outcome, hosts),
        hosts: hosts.sort((one, other) => rank(one) - rank(other)),
        after,
      }));
      groups = new Map();
      last = new Map();
      return taken.sort(
        (one, other) =>
          one.after - other.after ||
          Number(orderOf(one.outcome).handler) - Number(orderOf(other.outcome).handler) ||
          orderOf(one.outcome).id - orderOf(other.outcome).id ||
          rank(one.hosts[0]) - rank(other.hosts[0]),
      );
    },
  };
}

/** What happens outside tasks is told before them. */
function orderOf(outcome: Outcome): { readonly id: number; readonly handler: boolean } {
  return outcome.type === 'outcome' ? outcome.task : { id: -1, handler: false };
}

/** Everything that is shown of an outcome, the host and what only a log would tell apart left out. */
function identityOf(outcome: Outcome): string {
  const { host, ms: _ms, output: _output, ...shown } = { ms: 0, output: undefined, ...outcome };
  if (shown.status !== 'unreachable') return digestOf(shown);
  const { message, advice, ...rest } = shown;
  return digestOf([rest, reasonOf(message, host), reasonOf(advice, host)]);
}

/** Hosts that cannot be reached for one reason differ in who and where they are: names, addresses, places in files. */
function reasonOf(text: string | undefined, host: string): string | undefined {
  const own = `${host}: `;
  const bare = text?.startsWith(own) ? text.slice(own.length) : text;
  return bare?.replace(/-p \d+|\S+@\S+|\S*:\d+(:\d+)?/g, '');
}

/** Of several hosts one is shown. */
function shownOf(outcome: Outcome, hosts: readonly string[]): Outcome {
  const { status, message } = outcome;
  if (status !== 'unreachable' || hosts.length < 2 || message === undefined) return outcome;
  return { ...outcome, message: `for example ${message}` };
}

/** Short and equal for equal values, so that whole texts need not be kept to be recognised. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}
