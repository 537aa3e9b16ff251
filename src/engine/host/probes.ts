// Probes, and how several become one request: those of one identity, equal ones once.

import { type Identity, identityName } from '../../connection.js';
import type { AskedPath } from '../../module.js';
import { sharedStat } from '../../shell/shared_stat.js';

/** One read-only question to the host. Equal questions have equal keys. */
export interface Probe {
  readonly identity: Identity;
  readonly script: string;
  /** What its script asks about paths, to be asked together with that of other probes. */
  readonly asks?: readonly AskedPath[];
  /** What it is for, in the words of an error: `reading the facts of the host`. */
  readonly doing?: string;
}

interface Group {
  readonly who: string;
  readonly identity: Identity;
  readonly probes: Probe[];
}

export function groupByIdentity(probes: readonly Probe[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const probe of probes) {
    const who = identityName(probe.identity);
    const group = groups.get(who) ?? { who, identity: probe.identity, probes: [] };
    groups.set(who, group);
    group.probes.push(probe);
  }
  return [...groups.values()];
}

/** Equal probes once, and what they ask of paths together. */
export function asOneRequest(probes: readonly Probe[]): {
  scripts: readonly string[];
  prepare: { readonly prepare?: string };
} {
  const prepare = sharedStat(probes.flatMap(({ asks = [] }) => asks));
  const scripts = [...new Set(probes.map(({ script }) => script))];
  return { scripts, prepare: prepare === undefined ? {} : { prepare } };
}
