// Ansible's YAML inventory to hosts and groups. Which variable wins is in src/inventory/precedence.ts.

import { sourceVariable, type Variable, type Variables } from '../expression/scope.js';
import { type Place, type Problem, ProblemError } from '../problem.js';
import { entryOf, type Located, type LocatedMap } from '../yaml/located.js';
import { type ParsedYaml, parseYaml } from '../yaml/parse.js';
import { checkKeys, type Problems, readMap } from '../yaml/shape.js';
import type { Inventory } from './inventory.js';
import { assemble, type Group } from './precedence.js';
import { expandRange } from './range.js';

const groupKeys = ['hosts', 'children', 'vars'] as const;

/** @throws ProblemError with all mistakes in the file */
export function parseInventory(text: string, file: string): Inventory {
  return inventoryFrom(parseYaml(text, file, 'inventory'), file);
}

/** As `parseInventory`, for YAML in which secrets were opened. */
export function inventoryFrom({ documents, warnings }: ParsedYaml, file: string): Inventory {
  const problems: Problem[] = [];
  const [document, second] = documents;
  const start: Place = { file, line: 1, column: 1 };
  if (!document) throw new ProblemError([{ message: 'the inventory is empty', place: start }]);
  if (second) problems.push({ message: 'an inventory is one YAML document', place: second.place });
  const groups = new Map<string, MutableGroup>();
  const top = readMap(document, 'groups with their hosts', problems);
  for (const { key, keyPlace, value } of top?.entries ?? []) {
    if (key === 'plugin') {
      const advice = 'write the hosts, or the output of ansible-inventory --list --yaml';
      problems.push({ message: 'inventory plugins are not supported', place: keyPlace, advice });
    } else readGroup(key, keyPlace, value, groups, problems);
  }
  const inventory = assemble(groups, problems);
  if (problems.length > 0) throw new ProblemError(problems);
  return { ...inventory, warnings };
}

/** While reading: a group may be described in several places of the file. */
interface MutableGroup extends Group {
  readonly children: Set<string>;
  readonly hosts: Map<string, { readonly place: Place; readonly vars: Map<string, Variable> }>;
  readonly vars: Map<string, Variable>;
}

function readGroup(
  name: string,
  place: Place,
  node: Located,
  groups: Map<string, MutableGroup>,
  problems: Problems,
): void {
  const group = groups.get(name) ?? { place, children: new Set(), hosts: new Map(), vars: new Map() };
  groups.set(name, group);
  const map = mapOrNothing(node, 'a group with hosts, children or vars', problems);
  if (!map) return;
  checkKeys(map, groupKeys, 'a group', problems);
  addAll(group.vars, readVars(entryOf(map, 'vars')?.value, problems));
  for (const entry of entriesUnder(map, 'hosts', problems)) {
    const vars = readVars(entry.value, problems);
    for (const host of expandRange(entry.key, entry.keyPlace, problems)) {
      const known = group.hosts.get(host) ?? { place: entry.keyPlace, vars: new Map<string, Variable>() };
      group.hosts.set(host, known);
      addAll(known.vars, vars);
    }
  }
  for (const child of entriesUnder(map, 'children', problems)) {
    group.children.add(child.key);
    readGroup(child.key, child.keyPlace, child.value, groups, problems);
  }
}

function entriesUnder(map: LocatedMap, key: 'hosts' | 'children', problems: Problems) {
  const value = entryOf(map, key)?.value;
  if (!value) return [];
  if (value.kind === 'list') {
    const advice = `write each name as a key of its own, with a colon after it`;
    problems.push({ message: `${key} is a map, not a list`, place: value.place, advice });
    return [];
  }
  return mapOrNothing(value, `names of ${key}`, problems)?.entries ?? [];
}

function readVars(node: Located | undefined, problems: Problems): Variables {
  const map = node && mapOrNothing(node, 'variables with their values', problems);
  return new Map(map?.entries.map(({ key, value }) => [key, sourceVariable(key, value)] as const));
}

/** `h1:` with nothing after it is a host without variables. */
function mapOrNothing(node: Located, what: string, problems: Problems): LocatedMap | undefined {
  if (node.kind === 'scalar' && node.value === null) return undefined;
  return readMap(node, what, problems);
}

function addAll(target: Map<string, Variable>, more: Variables): void {
  for (const [name, variable] of more) target.set(name, variable);
}
