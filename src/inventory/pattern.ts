// Host patterns, with Ansible's answers in Ansible's order: names, groups, globs, `~` regular expressions, slices of all
// these (`web[0:4]`, `web[-1]`); `a:b` or `a,b` is both, `:&c` only those also in c, `:!d` without d.

import { didYouMean } from '../nearest.js';
import { fail, type Place } from '../problem.js';
import { parseAddress } from './address.js';
import { globToRegExp, regularExpression } from './glob.js';
import type { Inventory } from './inventory.js';

/**
 * Names of hosts, in the order in which the pattern names them; those of a group in the group's order. Everything is
 * added up first, then narrowed (&), then taken away (!), whatever the order of the parts.
 *
 * @param pattern several are parts of one
 * @throws ProblemError at `place` for a part that matches neither a host nor a group: Ansible only warns
 */
export function selectHosts(
  inventory: Inventory,
  pattern: string | readonly string[],
  place?: Place,
): readonly string[] {
  const parts = [pattern].flat().flatMap(splitPattern);
  return selectParts(inventory, parts, place);
}

/** As `selectHosts`, for parts that are not to be split. */
export function selectParts(
  inventory: Inventory,
  parts: readonly string[],
  place?: Place,
): readonly string[] {
  if (parts.length === 0) fail('the host pattern is empty', place, 'write all, or names of hosts or groups');
  const find = (part: string) => hostsNamed(part, inventory, place);
  const added = parts.filter((part) => !/^[!&]/.test(part));
  const plain = (part: string) => (inventory.hosts.has(part) ? [part] : find(part));
  let chosen = [...new Set((added.length > 0 ? added : ['all']).flatMap(plain))];
  for (const part of parts.filter((each) => each.startsWith('&'))) {
    const kept = new Set(find(part.slice(1)));
    chosen = chosen.filter((host) => kept.has(host));
  }
  for (const part of parts.filter((each) => each.startsWith('!'))) {
    const dropped = new Set(find(part.slice(1)));
    chosen = chosen.filter((host) => !dropped.has(host));
  }
  return chosen;
}

/**
 * At commas, where there are any; else, unless the whole is an address (`fe80::1`, `web[1:3]`), at colons and spaces that
 * are not in brackets.
 */
export function splitPattern(pattern: string): readonly string[] {
  const isWhole = !pattern.includes(',') && parseAddress(pattern) !== undefined;
  const parts = pattern.includes(',') ? pattern.split(',') : pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g);
  return (isWhole ? [pattern] : (parts ?? [])).map((part) => part.trim()).filter((part) => part !== '');
}

function hostsNamed(part: string, inventory: Inventory, place: Place | undefined): readonly string[] {
  if (part === '') fail('the host pattern has an empty part', place, 'write a name after & and !');
  const slice = part.startsWith('~') ? null : /^(.+)\[(?:(-?\d+)|(\d+)[:-](\d*))\]$/.exec(part);
  const [, name = part, index, from, to] = slice ?? [];
  const hosts = matches(name, inventory, place);
  if (hosts.length === 0 || !slice) return hosts;
  if (index === undefined) return hosts.slice(Number(from), to === '' ? undefined : Number(to) + 1);
  const one = hosts.at(Number(index));
  if (one !== undefined) return [one];
  return fail(
    `"${part}": there are only ${hosts.length} hosts in "${name}"`,
    place,
    'the first is [0], the last [-1]',
  );
}

/** Those of groups of that name; where there is none, or the name is a glob or has a dot, also hosts. */
function matches(name: string, inventory: Inventory, place: Place | undefined): readonly string[] {
  const { groups, hosts } = inventory;
  const isLiteral = !/^~|[*?[]/.test(name);
  const group = isLiteral ? groups.get(name) : undefined;
  if (group && !name.includes('.')) return group.members;
  const test = name.startsWith('~') ? regularExpression(name.slice(1), place) : globToRegExp(name);
  const ofGroups = [...groups].filter(([each]) => test.test(each));
  const found = [
    ...ofGroups.flatMap(([, { members }]) => members),
    ...(isLiteral ? (hosts.has(name) ? [name] : []) : [...hosts.keys()].filter((each) => test.test(each))),
  ];
  if (found.length > 0 || ofGroups.length > 0) return found;
  const implicit = inventory.implicit(name);
  if (implicit) return [implicit.name];
  if (!isLiteral) return fail(`no host or group matches "${name}"`, place);
  const advice = didYouMean(name, [...hosts.keys(), ...groups.keys()]);
  return fail(`there is no host or group "${name}"`, place, advice ?? 'the inventory names hosts and groups');
}
