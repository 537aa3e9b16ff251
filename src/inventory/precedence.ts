// From groups as they were written to hosts with their variables: all, then parents, then children, then the host.
//
// Among groups of the same depth the alphabetically last wins, as in Ansible ("How variables are merged").

import type { Variable, Variables } from '../expression/scope.js';
import type { Place } from '../problem.js';
import type { Problems } from '../yaml/shape.js';
import type { Host, Inventory } from './inventory.js';

export interface Group {
  readonly place: Place;
  readonly children: ReadonlySet<string>;
  readonly hosts: ReadonlyMap<string, { readonly place: Place; readonly vars: Variables }>;
  readonly vars: Variables;
}

type Groups = ReadonlyMap<string, Group>;

export function assemble(groups: Groups, problems: Problems): Omit<Inventory, 'warnings'> {
  const depths = depthsOf(groups, problems);
  const names = [...groups.keys()].filter((name) => name !== 'all' && name !== 'ungrouped');
  const ordered = names.sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1));
  const members = new Map(ordered.map((name) => [name, membersOf(name, groups)] as const));
  const places = placesOfHosts(groups);
  const hosts = new Map<string, Host>();
  for (const [name, place] of places) {
    const own = ordered.filter((group) => members.get(group)?.has(name));
    const vars = mergeVars(name, own.length > 0 ? own : ['ungrouped'], groups);
    hosts.set(name, { name, place, groups: own.length > 0 ? own : ['ungrouped'], vars });
  }
  const inFileOrder = (isMember: (host: Host) => boolean) =>
    [...hosts.values()].filter(isMember).map(({ name }) => name);
  return {
    hosts,
    groups: new Map([
      ['all', [...hosts.keys()]],
      ...ordered.map((name) => [name, inFileOrder((host) => host.groups.includes(name))] as const),
      ['ungrouped', inFileOrder((host) => host.groups.includes('ungrouped'))],
    ]),
  };
}

/** How far below `all` a group is, by its longest way. A group below itself is a mistake. */
function depthsOf(groups: Groups, problems: Problems): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const descend = (name: string, chain: readonly string[]): void => {
    if (chain.includes(name)) {
      const loop = [...chain.slice(chain.indexOf(name)), name].join(' -> ');
      problems.push({ message: `a group cannot be below itself: ${loop}`, place: groups.get(name)?.place });
      return;
    }
    if ((depths.get(name) ?? -1) >= chain.length) return;
    depths.set(name, chain.length);
    for (const child of groups.get(name)?.children ?? []) descend(child, [...chain, name]);
  };
  for (const name of groups.keys()) if (name !== 'all') descend(name, ['all']);
  return depths;
}

/** Its own hosts and those of the groups below it. */
function membersOf(name: string, groups: Groups, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(name)) return new Set();
  seen.add(name);
  const group = groups.get(name);
  const below = [...(group?.children ?? [])].flatMap((child) => [...membersOf(child, groups, seen)]);
  return new Set([...(group?.hosts.keys() ?? []), ...below]);
}

function placesOfHosts(groups: Groups): ReadonlyMap<string, Place> {
  const entries = [...groups.values()].flatMap((group) => [...group.hosts]);
  const inOrder = entries.map(([name, { place }]) => ({ name, place }));
  inOrder.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  const places = new Map<string, Place>();
  for (const { name, place } of inOrder) if (!places.has(name)) places.set(name, place);
  return places;
}

function mergeVars(host: string, ordered: readonly string[], groups: Groups): Variables {
  const merged = new Map<string, Variable>();
  const layers = ['all', ...ordered];
  for (const layer of layers)
    for (const [name, variable] of groups.get(layer)?.vars ?? []) merged.set(name, variable);
  for (const group of groups.values()) {
    for (const [name, variable] of group.hosts.get(host)?.vars ?? []) merged.set(name, variable);
  }
  return merged;
}
