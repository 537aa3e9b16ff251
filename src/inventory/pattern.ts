// Host patterns: names, groups, globs; `a:b` or `a,b` is both, `:&c` only those also in c, `:!d` without d.

import { didYouMean } from '../nearest.js';
import { fail, type Place } from '../problem.js';
import type { Inventory } from './inventory.js';

/**
 * Hosts in the order of the inventory. As in Ansible, everything is added up first, then narrowed (&), then taken
 * away (!), whatever the order of the parts.
 *
 * @throws ProblemError at `place` for a name or glob that matches neither a host nor a group
 */
export function selectHosts(inventory: Inventory, pattern: string, place?: Place): readonly string[] {
  const parts = splitPattern(pattern, inventory);
  if (parts.length === 0) fail('the host pattern is empty', place, 'write all, or names of hosts or groups');
  const find = (name: string) => hostsNamed(name, inventory, place);
  const added = parts.filter((part) => !/^[!&]/.test(part));
  const chosen = new Set((added.length > 0 ? added : ['all']).flatMap(find));
  for (const part of parts.filter((each) => each.startsWith('&'))) {
    const kept = new Set(find(part.slice(1)));
    for (const host of chosen) if (!kept.has(host)) chosen.delete(host);
  }
  for (const part of parts.filter((each) => each.startsWith('!'))) {
    for (const host of find(part.slice(1))) chosen.delete(host);
  }
  return [...inventory.hosts.keys()].filter((host) => chosen.has(host));
}

/** A colon inside the name of a host (IPv6) or inside brackets does not separate. */
function splitPattern(pattern: string, inventory: Inventory): readonly string[] {
  return pattern
    .split(',')
    .map((part) => part.trim())
    .flatMap((part) => (inventory.hosts.has(part.replace(/^[!&]/, '')) ? [part] : part.split(/:(?![^[]*\])/)))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function hostsNamed(name: string, inventory: Inventory, place: Place | undefined): readonly string[] {
  const group = inventory.groups.get(name);
  if (group) return group;
  if (inventory.hosts.has(name)) return [name];
  if (name.startsWith('~'))
    fail('regular expressions are not supported in host patterns', place, 'write a glob: rpc-*');
  if (/[*?[]/.test(name)) {
    const found = matching(globToRegExp(name), inventory);
    if (found.length > 0) return found;
    fail(`no host or group matches "${name}"`, place);
  }
  const advice = didYouMean(name, [...inventory.hosts.keys(), ...inventory.groups.keys()]);
  return fail(`there is no host or group "${name}"`, place, advice ?? 'the inventory names hosts and groups');
}

function matching(pattern: RegExp, { hosts, groups }: Inventory): readonly string[] {
  const ofGroups = [...groups].flatMap(([name, members]) => (pattern.test(name) ? members : []));
  return [...new Set([...ofGroups, ...[...hosts.keys()].filter((name) => pattern.test(name))])];
}

/** `*` any text, `?` one character, `[abc]` one of these, `[!abc]` none of them; as in fnmatch(3). */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
