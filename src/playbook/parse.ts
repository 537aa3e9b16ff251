// A playbook's text to plays. Every mistake that can be seen without a host is found here, all of them in one go.

import type { Module } from '../module.js';
import { type Problem, ProblemError } from '../problem.js';
import { entryOf, type Located, type LocatedMap, plain } from '../yaml/located.js';
import { type ParsedYaml, parseYaml } from '../yaml/parse.js';
import {
  checkKeys,
  type Problems,
  readFlag,
  readList,
  readMap,
  readScalar,
  readText,
} from '../yaml/shape.js';
import { checkNotify, checkVariables } from './check.js';
import { inheritedFrom, nothingInherited } from './inherited.js';
import { playAdvice, playKeys } from './keys.js';
import { type PartsParsing, readHandlers, readTasks } from './parts.js';
import { tasksIn } from './parts_of.js';
import type { Play, Playbook } from './play.js';
import { readVariables } from './variables.js';
import { noVarsFiles, readVarsFiles, type VarsFiles } from './vars_files.js';

/**
 * @param file for the places, and where files that the playbook names are looked up
 * @throws ProblemError with all mistakes in the file
 */
export function parsePlaybook(text: string, file: string, modules: ReadonlyMap<string, Module>): Playbook {
  return playbookFrom(parseYaml(text, file, 'playbook'), file, modules, noVarsFiles);
}

/**
 * As `parsePlaybook`, for YAML in which secrets were opened.
 *
 * @param varsFiles gives what stands in the files that `namedVarsFiles` names
 */
export function playbookFrom(
  { documents, warnings }: ParsedYaml,
  file: string,
  modules: ReadonlyMap<string, Module>,
  varsFiles: VarsFiles,
): Playbook {
  const problems: Problem[] = [];
  const [document, second] = documents;
  if (!document)
    throw new ProblemError([{ message: 'the playbook is empty', place: { file, line: 1, column: 1 } }]);
  if (second) problems.push({ message: 'a playbook is one YAML document', place: second.place });
  let id = 0;
  const nodes = readList(document, 'a list of plays', problems);
  const plays = (nodes ?? []).flatMap((node) => {
    const play = parsePlay(node, { modules, varsFiles, problems, nextId: () => ++id });
    return play ? [play] : [];
  });
  if (nodes?.length === 0) problems.push({ message: 'the playbook has no plays', place: document.place });
  if (problems.length > 0) throw new ProblemError(sortByPlace(problems));
  return { file, plays, warnings };
}

interface Parsing extends PartsParsing {
  readonly varsFiles: VarsFiles;
}

function parsePlay(node: Located, parsing: Parsing): Play | undefined {
  const { problems } = parsing;
  const map = readMap(node, 'a play', problems);
  if (!map) return undefined;
  checkKeys(map, playKeys, 'a play', problems, playAdvice);
  const hosts = readHosts(map, problems);
  const name = valueUnder(map, 'name', (value) => readText(value, 'a name', problems));
  const inherited = inheritedFrom(map, nothingInherited, problems);
  const tasks = readTasks(entryOf(map, 'tasks')?.value, inherited, parsing);
  const handlers = readHandlers(entryOf(map, 'handlers')?.value, inherited, parsing);
  const own = readVariables(entryOf(map, 'vars')?.value, problems);
  const vars = new Map([...own, ...readVarsFiles(map, parsing.varsFiles, problems)]);
  checkVariables(vars, problems);
  checkNotify([...tasksIn(tasks), ...handlers], handlers, problems);
  if (!hosts) return undefined;
  return {
    place: map.place,
    name: name ?? hosts.text,
    hosts,
    vars,
    gatherFacts: valueUnder(map, 'gather_facts', (value) => readFlag(value, problems)) ?? true,
    tasks,
    handlers,
  };
}

function readHosts(map: LocatedMap, problems: Problems) {
  const entry = entryOf(map, 'hosts');
  if (!entry) {
    problems.push({
      message: 'a play needs hosts',
      place: map.place,
      advice: 'write hosts: all, or names or groups',
    });
    return undefined;
  }
  const { value } = entry;
  if (value.kind === 'list' && value.items.every((item) => item.kind === 'scalar')) {
    const text = value.items.map((item) => String(plain(item))).join(',');
    return { kind: 'scalar', value: text, text, place: value.place } as const;
  }
  const hosts = readScalar(value, 'names of hosts or groups', problems);
  if (hosts?.text.includes('{{')) {
    problems.push({ message: 'hosts cannot hold a template', place: value.place, advice: 'use --limit' });
  }
  return hosts;
}

function valueUnder<Value>(map: LocatedMap, key: string, read: (value: Located) => Value): Value | undefined {
  const entry = entryOf(map, key);
  return entry && read(entry.value);
}

function sortByPlace(problems: readonly Problem[]): readonly Problem[] {
  const line = ({ place }: Problem) => place?.line ?? 0;
  const column = ({ place }: Problem) => place?.column ?? 0;
  return [...problems].sort((a, b) => line(a) - line(b) || column(a) - column(b));
}
