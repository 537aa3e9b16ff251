// A playbook's text to plays. Every mistake that can be seen without a host is found here, all of them in one go.

import { dirname } from 'node:path/posix';
import type { Variables } from '../expression/scope.js';
import type { Module } from '../module.js';
import { type Problem, ProblemError } from '../problem.js';
import { entryOf, type Located, type LocatedMap, type LocatedScalar } from '../yaml/located.js';
import { type ParsedYaml, parseYaml } from '../yaml/parse.js';
import {
  checkKeys,
  oneOrMore,
  type Problems,
  readFlag,
  readList,
  readMap,
  readScalar,
  readText,
} from '../yaml/shape.js';
import { checkFatal, readBatchLimits } from './batch_limits.js';
import { checkNotify, checkVariables } from './check_task.js';
import { reachable, readHandlers } from './handlers.js';
import { inheritedFrom, nothingInherited } from './inherited.js';
import { importPlaybookAdvice, playAdvice, playKeys } from './keys.js';
import { readOrder } from './order.js';
import { besides, importedPlaybook, noPages, type Pages, readOpenPage, sealedPage } from './pages.js';
import { type PartsParsing, readTasks } from './parts.js';
import { tasksIn } from './parts_of.js';
import type { HostPattern, Part, Play, Playbook } from './play.js';
import { checkForceHandlers } from './play_keywords.js';
import { levelsOfRoles, playRoles } from './play_roles.js';
import { readPrompts, unanswered } from './prompts.js';
import { readRoles } from './role.js';
import { readVariables } from './variables.js';
import { readVarsFiles } from './vars_files.js';

/**
 * @param file for the places, and where files that the playbook names are looked up
 * @throws ProblemError with all mistakes in the file
 */
export function parsePlaybook(text: string, file: string, modules: ReadonlyMap<string, Module>): Playbook {
  return playbookFrom(parseYaml(text, file, 'playbook'), file, modules, noPages);
}

/**
 * As `parsePlaybook`, for YAML in which secrets were opened.
 *
 * @param pages gives what stands in the other files that it is made of
 */
export function playbookFrom(
  { documents, warnings }: ParsedYaml,
  file: string,
  modules: ReadonlyMap<string, Module>,
  pages: Pages,
): Playbook {
  const problems: Problem[] = [];
  const [document, second] = documents;
  if (!document)
    throw new ProblemError([{ message: 'the playbook is empty', place: { file, line: 1, column: 1 } }]);
  if (second) problems.push({ message: 'a playbook is one YAML document', place: second.place });
  if (document.secret) throw new ProblemError([sealedPage(document.place)]);
  let id = 0;
  const parsing = { modules, pages, problems, nextId: () => ++id, open: [file] };
  const plays = readPlays(document, file, parsing, []);
  if (problems.length > 0) throw new ProblemError(sortByPlace(problems));
  return { file, plays, warnings };
}

interface Parsing extends Omit<PartsParsing, 'roles'> {
  /** Playbooks that are being read right now, outermost first. */
  readonly open: readonly string[];
}

/** @param overs variables of the imports around it, outermost first */
function readPlays(
  document: Located,
  file: string,
  parsing: Parsing,
  overs: readonly Variables[],
): readonly Play[] {
  const { problems } = parsing;
  const nodes = readList(document, 'a list of plays', problems);
  if (nodes?.length === 0) problems.push({ message: 'the playbook has no plays', place: document.place });
  return (nodes ?? []).flatMap((node) => {
    const imported = node.kind === 'map' ? entryOf(node, 'import_playbook') : undefined;
    if (node.kind === 'map' && imported) return importPlays(node, imported.value, parsing, overs);
    const play = parsePlay(node, { ...parsing, roles: playRoles(dirname(file)) });
    return play ? [{ ...play, vars: new Map([...play.vars, ...overs.flatMap((over) => [...over])]) }] : [];
  });
}

/** Whatever an import says for its plays (`vars`) is stronger than what they say themselves. */
function importPlays(
  map: LocatedMap,
  value: Located,
  parsing: Parsing,
  overs: readonly Variables[],
): readonly Play[] {
  const { problems, pages, open } = parsing;
  checkKeys(map, ['import_playbook', 'name', 'vars'], 'import_playbook', problems, importPlaybookAdvice);
  const name = readScalar(value, 'the path of a playbook', problems);
  if (!name) return [];
  if (name.text.includes('{{')) {
    problems.push({ message: 'import_playbook cannot hold a template', place: name.place });
    return [];
  }
  const path = importedPlaybook(name, pages);
  if (open.includes(path)) {
    problems.push({ message: `${path} imports itself`, place: name.place });
    return [];
  }
  const document = readOpenPage(path, name.place, pages, problems);
  const over = readVariables(entryOf(map, 'vars')?.value, problems);
  checkVariables(over, problems);
  return document ? readPlays(document, path, { ...parsing, open: [...open, path] }, [over, ...overs]) : [];
}

function parsePlay(node: Located, parsing: PartsParsing): Play | undefined {
  const { problems } = parsing;
  const map = readMap(node, 'a play', problems);
  if (!map) return undefined;
  checkKeys(map, playKeys, 'a play', problems, playAdvice);
  const hosts = readHosts(map, problems);
  const name = valueUnder(map, 'name', (value) => readText(value, 'a name', problems));
  const inherited = inheritedFrom(map, nothingInherited, problems);
  const under = (key: string) => entryOf(map, key)?.value;
  const tasks = sections
    .filter((keys) => keys.some(under))
    .flatMap((keys, index): readonly Part[] => [
      ...(index > 0 ? [{ kind: 'flush', id: parsing.nextId() } as const] : []),
      ...keys.flatMap((key): readonly Part[] =>
        key === 'roles'
          ? readRoles(under(key), inherited, parsing)
          : readTasks(under(key), inherited, parsing),
      ),
    ]);
  const ofPlay = readHandlers(entryOf(map, 'handlers')?.value, inherited, parsing);
  const handlers = reachable([...parsing.roles.handlers, ...ofPlay]);
  const handled = tasksIn(handlers.map(({ part }) => part));
  const own = readVariables(entryOf(map, 'vars')?.value, problems);
  const read = (file: LocatedScalar) => parsing.pages.read(besides(file), file.place);
  const varsFiles = readVarsFiles(map, read, problems);
  for (const variables of [own, varsFiles]) checkVariables(variables, problems);
  const prompts = valueUnder(map, 'vars_prompt', (value) => readPrompts(value, problems)) ?? [];
  valueUnder(map, 'force_handlers', (value) => checkForceHandlers(value, problems));
  const limits = readBatchLimits(map, problems);
  checkFatal(limits, tasksIn(tasks), problems);
  checkNotify([...tasksIn(tasks), ...handled], handlers, problems);
  if (!hosts) return undefined;
  return {
    place: map.place,
    name: name ?? hosts.text,
    hosts,
    vars: own,
    varsFiles,
    prompts,
    prompted: unanswered(prompts),
    roles: levelsOfRoles(parsing.roles),
    gatherFacts: valueUnder(map, 'gather_facts', (value) => readFlag(value, problems)) ?? true,
    order: valueUnder(map, 'order', (value) => readOrder(value, problems)) ?? 'inventory',
    limits,
    tasks,
    handlers,
  };
}

/** Handlers that one section has notified run before the next begins. */
const sections = [['pre_tasks'], ['roles', 'tasks'], ['post_tasks']] as const;

function readHosts(map: LocatedMap, problems: Problems): HostPattern | undefined {
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
  const patterns = oneOrMore(value).flatMap((item) => {
    const pattern = readScalar(item, 'names of hosts or groups', problems);
    if (pattern?.text.includes('{{'))
      problems.push({ message: 'hosts cannot hold a template', place: item.place, advice: 'use --limit' });
    return pattern?.text ?? [];
  });
  return patterns.length > 0 || value.kind === 'list'
    ? { text: patterns.join(','), patterns, place: value.place }
    : undefined;
}

function valueUnder<Value>(map: LocatedMap, key: string, read: (value: Located) => Value): Value | undefined {
  const entry = entryOf(map, key);
  return entry && read(entry.value);
}

/** File by file, the one with the first mistake first. */
function sortByPlace(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ place }) => place?.file ?? ''))];
  const file = ({ place }: Problem) => files.indexOf(place?.file ?? '');
  const line = ({ place }: Problem) => place?.line ?? 0;
  const column = ({ place }: Problem) => place?.column ?? 0;
  return [...problems].sort((a, b) => file(a) - file(b) || line(a) - line(b) || column(a) - column(b));
}
