// What an executable inventory prints: JSON, groups with their hosts, and the variables of hosts under _meta.

import { entryOf, type Located, type LocatedEntry, type LocatedMap } from '../yaml/located.js';
import { readList, readMap, readText } from '../yaml/shape.js';
import type { Draft } from './draft.js';

/**
 * @param printed by `--list`
 * @returns the hosts whose variables have to be asked for one by one with `--host`: all, where there is no _meta
 */
export function readScriptInventory(printed: Located, draft: Draft): readonly string[] {
  const top = readMap(printed, 'a map of groups', draft.problems);
  const meta = top && entryOf(top, '_meta')?.value;
  const found = new Set<string>();
  for (const entry of top?.entries ?? []) if (entry.key !== '_meta') readGroup(entry, found, draft);
  const hostvars = meta?.kind === 'map' ? entryOf(meta, 'hostvars')?.value : undefined;
  if (!hostvars) return [...found];
  const known = readMap(hostvars, 'hosts with their variables', draft.problems);
  for (const host of found) {
    const vars = known && entryOf(known, host)?.value;
    if (vars) readHostVariables(host, vars, draft);
  }
  return [];
}

/** What `--host` prints, or what stands under _meta. */
export function readHostVariables(host: string, vars: Located, draft: Draft): void {
  for (const { key, keyPlace, value } of readMap(vars, 'variables of a host', draft.problems)?.entries ??
    []) {
    draft.setVariable(host, key, value, keyPlace);
  }
}

/** A list is one of hosts; a map without the keys of a group is the variables of a host that is called so. */
function readGroup({ key: name, keyPlace, value }: LocatedEntry, found: Set<string>, draft: Draft): void {
  const { problems } = draft;
  draft.addGroup(name, keyPlace);
  const addHost = (host: string, place: LocatedEntry['keyPlace']) => {
    found.add(host);
    draft.addHost(host, name, undefined, place);
  };
  if (value.kind === 'map' && !isGroup(value)) {
    addHost(name, keyPlace);
    readHostVariables(name, value, draft);
    return;
  }
  const hosts = value.kind === 'map' ? entryOf(value, 'hosts')?.value : value;
  for (const item of (hosts && readList(hosts, 'a list of hosts', problems)) ?? []) {
    const host = readText(item, 'the name of a host', problems);
    if (host !== undefined) addHost(host, item.place);
  }
  if (value.kind !== 'map') return;
  const vars = entryOf(value, 'vars')?.value;
  for (const entry of (vars && readMap(vars, 'variables', problems)?.entries) ?? []) {
    draft.setVariable(name, entry.key, entry.value, entry.keyPlace);
  }
  const children = entryOf(value, 'children')?.value;
  for (const item of (children && readList(children, 'a list of groups', problems)) ?? []) {
    const child = readText(item, 'the name of a group', problems);
    if (child !== undefined) draft.addChild(name, child, item.place);
  }
}

function isGroup(map: LocatedMap): boolean {
  return ['hosts', 'vars', 'children'].some((key) => entryOf(map, key));
}
