// The inventory as `ansible-inventory` prints it: --list, --host and --graph.

import type { Levels } from '../expression/precedence.js';
import { scopeOf, type Variable } from '../expression/scope.js';
import type { Json, JsonObject } from '../json.js';
import type { Located } from '../yaml/located.js';
import type { Host, Inventory } from './inventory.js';

/** What stands for a value that is secret. */
export const hidden = '(hidden)';

/** Groups with their own hosts and children; all variables of each host under _meta. Empty groups are left out. */
export function listInventory(inventory: Inventory, given: (host: Host) => Levels): JsonObject {
  const groups = [...inventory.groups].map(([name, { hosts, children }]): [string, JsonObject] => {
    const own = name === 'all' ? [] : hosts;
    return [name, { ...(children.length > 0 && { children }), ...(own.length > 0 && { hosts: own }) }];
  });
  const all = inventory.groups.get('all')?.members ?? [];
  const hostvars = all.flatMap((name): [string, Json][] => {
    const host = inventory.hosts.get(name);
    const vars = host ? hostVariables(given(host)) : {};
    return Object.keys(vars).length > 0 ? [[name, vars]] : [];
  });
  return {
    _meta: { hostvars: Object.fromEntries(hostvars) },
    ...Object.fromEntries(groups.filter(([, group]) => Object.keys(group).length > 0)),
  };
}

/** As they are written, templates and all, but for secrets. Magic variables are left out, as in Ansible. */
export function hostVariables({ 'magic variables': _, ...levels }: Levels): JsonObject {
  const scope = scopeOf(levels);
  const names = [...scope.names()].sort();
  return Object.fromEntries(names.map((name) => [name, shown(scope.lookup(name))]));
}

/** Its value as it is written, where it may be shown. */
export function shown(variable: Variable | undefined): Json {
  if (variable?.kind === 'source') return variable.secret ? hidden : shownNode(variable.node);
  return variable?.kind === 'final' && !variable.secret ? variable.value : hidden;
}

function shownNode(node: Located): Json {
  if (node.secret) return hidden;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(shownNode);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, shownNode(value)]));
}

/** One line for each group and host, below the group that it is in. */
export function graphInventory({ groups }: Inventory, from: string): readonly string[] {
  const linesOf = (name: string, depth: number): readonly string[] => {
    const { children = [], hosts = [] } = groups.get(name) ?? {};
    const own = name === 'all' ? [] : hosts;
    return [
      branch(`@${name}:`, depth),
      ...children.flatMap((child) => linesOf(child, depth + 1)),
      ...own.map((host) => branch(host, depth + 1)),
    ];
  };
  return linesOf(from, 0);
}

function branch(name: string, depth: number): string {
  return depth === 0 ? name : `${'  |'.repeat(depth)}--${name}`;
}
