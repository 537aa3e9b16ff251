// From what the sources said to hosts with their groups and variables, in Ansible's order: which group is below which,
// who is in none, which group's variables win.

import type { Levels } from '../expression/precedence.js';
import { overrule, sourceVariable, type Variable, type Variables } from '../expression/scope.js';
import { scalarAt } from '../yaml/located.js';
import type { Draft, DraftGroup } from './draft.js';
import type { Group, Host, Inventory } from './inventory.js';

/** What group_vars/ and host_vars/ hold, in one folder. */
export interface VarsFolder {
  readonly groups: ReadonlyMap<string, Variables>;
  readonly hosts: ReadonlyMap<string, Variables>;
}

export interface VarsFolders {
  /** Beside the sources, in their order: a later one wins, whatever the groups. */
  readonly inventory: readonly VarsFolder[];
  readonly playbook: readonly VarsFolder[];
}

export function assemble(
  draft: Draft,
  folders: VarsFolders = { inventory: [], playbook: [] },
): Omit<Inventory, 'warnings' | 'unread'> {
  const { groups, hosts } = draft;
  for (const { name, parents, place } of groups.values()) {
    if (name !== 'all' && parents.size === 0) draft.addChild('all', name, place);
  }
  const groupsOf = groupsByHost(draft);
  const byStrength = strengthOrder(groups);
  const levelsOfGroups = shared((names: readonly string[]) => groupLevels(names, groups, folders));
  const hostOf = (name: string, given: Omit<Host, 'groups' | 'levels'>, own: Variables): Host => {
    const names = [...(groupsOf.get(name) ?? [])].sort(byStrength);
    return {
      ...given,
      name,
      groups: names,
      levels: { ...levelsOfGroups(names), ...hostLevels(name, own, folders) },
    };
  };
  const assembled = new Map(
    [...hosts].map(([name, { vars, ...given }]) => [name, hostOf(name, given, vars)] as const),
  );
  return {
    hosts: assembled,
    groups: new Map([...groups].map(([name, group]) => [name, groupFrom(group, groups)] as const)),
    implicit: (name) => {
      if (!controllerNames.includes(name)) return undefined;
      const known = [...assembled.keys()].find((each) => controllerNames.includes(each));
      const place = { file: 'inventory', line: 1, column: 1 };
      const local = sourceVariable('ansible_connection', scalarAt('local', place));
      const given = { name, place, source: '' };
      return assembled.get(known ?? '') ?? hostOf(name, given, new Map([['ansible_connection', local]]));
    },
  };
}

/** This machine needs no inventory, unless the inventory has one of its names. */
const controllerNames: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

/** All groups of each host but `all`. Also settles who is ungrouped: those who are in no other group. */
function groupsByHost({ groups, hosts }: Draft): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  const ungrouped = groups.get('ungrouped');
  for (const group of groups.values()) {
    if (group === ungrouped || group.name === 'all') continue;
    const names = [group.name, ...ancestorsOf(group, groups)].filter((name) => name !== 'all');
    for (const host of group.hosts) known.set(host, new Set([...(known.get(host) ?? []), ...names]));
  }
  for (const host of hosts.keys()) {
    if (known.has(host)) ungrouped?.hosts.delete(host);
    else {
      ungrouped?.hosts.add(host);
      known.set(host, new Set(['ungrouped', ...(ungrouped ? ancestorsOf(ungrouped, groups) : [])]));
      known.get(host)?.delete('all');
    }
  }
  return known;
}

function ancestorsOf(
  group: DraftGroup,
  groups: Draft['groups'],
  found: Set<string> = new Set(),
): ReadonlySet<string> {
  for (const parent of group.parents) {
    const above = groups.get(parent);
    if (!above || found.has(parent)) continue;
    found.add(parent);
    ancestorsOf(above, groups, found);
  }
  return found;
}

/** Weaker first: by depth below `all` (the longest way counts), then by priority, then by name. */
function strengthOrder(groups: Draft['groups']): (a: string, b: string) => number {
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // For a group that is below itself, which is told as a mistake.
    depths.set(name, 0);
    const depth = Math.max(-1, ...[...(groups.get(name)?.parents ?? [])].map(depthOf)) + 1;
    depths.set(name, depth);
    return depth;
  };
  const priorityOf = (name: string) => groups.get(name)?.priority ?? 1;
  return (a, b) => depthOf(a) - depthOf(b) || priorityOf(a) - priorityOf(b) || (a < b ? -1 : 1);
}

function groupLevels(
  names: readonly string[],
  groups: Draft['groups'],
  { inventory, playbook }: VarsFolders,
): Levels {
  const inFolders = (folders: readonly VarsFolder[], of: readonly string[]) =>
    merged(folders.flatMap((folder) => of.map((name) => folder.groups.get(name))));
  return withoutEmpty({
    'inventory all': groups.get('all')?.vars ?? new Map(),
    'inventory groups': merged(names.map((name) => groups.get(name)?.vars)),
    'group_vars/all': inFolders(inventory, ['all']),
    'playbook group_vars/all': inFolders(playbook, ['all']),
    group_vars: inFolders(inventory, names),
    'playbook group_vars': inFolders(playbook, names),
  });
}

function hostLevels(name: string, own: Variables, { inventory, playbook }: VarsFolders): Levels {
  const inFolders = (folders: readonly VarsFolder[]) =>
    merged(folders.map((folder) => folder.hosts.get(name)));
  return withoutEmpty({
    'inventory hosts': own,
    host_vars: inFolders(inventory),
    'playbook host_vars': inFolders(playbook),
  });
}

/** Every level is looked through for each variable of each host. */
function withoutEmpty(levels: Levels): Levels {
  return Object.fromEntries(Object.entries(levels).filter(([, variables]) => variables.size > 0));
}

/** A later one wins. */
function merged(layers: readonly (Variables | undefined)[]): Variables {
  const all = new Map<string, Variable>();
  for (const layer of layers) for (const [name, variable] of layer ?? []) overrule(all, name, variable);
  return all;
}

/** Calculated once for equal lists: a thousand hosts have the groups of a few. */
function shared<Value>(make: (names: readonly string[]) => Value): (names: readonly string[]) => Value {
  const known = new Map<string, Value>();
  return (names) => {
    const key = names.join('\n');
    const value = known.get(key) ?? make(names);
    known.set(key, value);
    return value;
  };
}

/** Its own hosts first, then those of its children, level by level. */
function groupFrom(group: DraftGroup, groups: Draft['groups']): Group {
  const queue = [group];
  const seen = new Set(queue);
  const members = new Set<string>();
  for (const each of queue) {
    for (const host of each.hosts) members.add(host);
    for (const name of each.children) {
      const child = groups.get(name);
      if (!child || seen.has(child)) continue;
      seen.add(child);
      queue.push(child);
    }
  }
  return { hosts: [...group.hosts], children: [...group.children], members: [...members] };
}
