// Ansible's YAML inventory, read into hosts and groups.

import { type Problem, ProblemError } from '../problem.js';
import { entryOf, type Located, type LocatedEntry, type LocatedMap, plain } from '../yaml/located.js';
import { type ParsedYaml, parseYaml } from '../yaml/parse.js';
import { checkKeys, readMap } from '../yaml/shape.js';
import { assemble } from './assemble.js';
import { Draft } from './draft.js';
import type { Inventory } from './inventory.js';
import { hostsNamed } from './range.js';

const groupKeys = ['hosts', 'children', 'vars'] as const;

/** One YAML file as a whole inventory. @throws ProblemError with all mistakes in it */
export function parseInventory(text: string, file: string): Inventory {
  const problems: Problem[] = [];
  const draft = new Draft(problems);
  draft.source = file;
  const warnings = readYamlInventory(parseYaml(text, file, 'inventory'), file, draft);
  if (problems.length > 0) throw new ProblemError(problems);
  return { ...assemble(draft), warnings, unread: [] };
}

/** @returns warnings */
export function readYamlInventory(
  { documents, warnings }: ParsedYaml,
  file: string,
  draft: Draft,
): readonly Problem[] {
  const { problems } = draft;
  const [document, second] = documents;
  if (second) problems.push({ message: 'an inventory is one YAML document', place: second.place });
  if (!document || isNothing(document)) {
    return [...warnings, { message: 'the inventory is empty', place: { file, line: 1, column: 1 } }];
  }
  const top = readMap(document, 'groups with their hosts', problems);
  const plugin = top && entryOf(top, 'plugin');
  if (plugin && plain(plugin.value)) {
    const advice = 'write the hosts, or the output of ansible-inventory --list --yaml';
    problems.push({ message: 'inventory plugins are not supported', place: plugin.keyPlace, advice });
    return warnings;
  }
  for (const entry of top?.entries ?? []) readGroup(entry, draft);
  return warnings;
}

function readGroup({ key: name, keyPlace: place, value: node }: LocatedEntry, draft: Draft): void {
  const { problems } = draft;
  draft.addGroup(name, place);
  const map = mapOrNothing(node, 'a group with hosts, children or vars', draft);
  if (!map) return;
  checkKeys(map, groupKeys, 'a group', problems);
  for (const { key, value } of map.entries) {
    if (key === 'vars') readVars(value, name, draft);
    if (key === 'hosts')
      for (const entry of entriesUnder(value, 'hosts', draft)) readHost(entry, name, draft);
    if (key !== 'children') continue;
    for (const child of entriesUnder(value, 'children', draft)) {
      readGroup(child, draft);
      draft.addChild(name, child.key, child.keyPlace);
    }
  }
}

function readHost({ key, keyPlace, value }: LocatedEntry, group: string, draft: Draft): void {
  const { names, port } = hostsNamed(key, keyPlace, draft.problems);
  for (const name of names) draft.addHost(name, group, port, keyPlace);
  for (const { key: variable, keyPlace: at, value: node } of mapOf(value, draft)?.entries ?? []) {
    for (const name of names) draft.setVariable(name, variable, node, at);
  }
}

function readVars(node: Located, owner: string, draft: Draft): void {
  for (const { key, keyPlace, value } of mapOf(node, draft)?.entries ?? []) {
    draft.setVariable(owner, key, value, keyPlace);
  }
}

function mapOf(node: Located, draft: Draft): LocatedMap | undefined {
  return mapOrNothing(node, 'variables with their values', draft);
}

/** One name alone may stand there without a colon. */
function entriesUnder(node: Located, key: 'hosts' | 'children', draft: Draft): readonly LocatedEntry[] {
  if (node.kind === 'list') {
    const advice = 'write each name as a key of its own, with a colon after it';
    draft.problems.push({ message: `${key} is a map, not a list`, place: node.place, advice });
    return [];
  }
  if (node.kind === 'scalar' && typeof node.value === 'string' && !node.secret) {
    const nothing = { kind: 'scalar', value: null, text: '', place: node.place } as const;
    return [{ key: node.value, keyPlace: node.place, value: nothing }];
  }
  return mapOrNothing(node, `names of ${key}`, draft)?.entries ?? [];
}

/** `h1:` with nothing after it is a host without variables. */
function mapOrNothing(node: Located, what: string, { problems }: Draft): LocatedMap | undefined {
  return isNothing(node) ? undefined : readMap(node, what, problems);
}

function isNothing(node: Located): boolean {
  return node.kind === 'scalar' && node.value === null && !node.sealed;
}
