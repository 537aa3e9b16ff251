// Roles: folders of tasks, handlers, defaults and variables, brought into a play as if they stood there.

import { basename, dirname, join } from 'node:path/posix';
import type { Levels } from '../expression/precedence.js';
import { final, type Variables } from '../expression/scope.js';
import {
  entryOf,
  type Located,
  type LocatedMap,
  type LocatedScalar,
  plain,
  scalarAt,
} from '../yaml/located.js';
import { checkKeys, readFlag, readList, readScalar } from '../yaml/shape.js';
import { checkVariables } from './check.js';
import { inheritedFrom } from './inherited.js';
import { dependencyAdvice, dependencyKeys } from './keys.js';
import { readPage } from './pages.js';
import { type PartsParsing, readHandlers, readTasks } from './parts.js';
import type { Block, Inherited, Task } from './play.js';
import { readVariables } from './variables.js';

/** What the roles of one play add to it; filled while its tasks are read. */
export interface PlayRoles {
  /** The folder of the playbook, whose `roles` is looked through first. */
  readonly folder: string;
  readonly handlers: Task[];
  readonly defaults: Map<string, Variables>;
  readonly vars: Map<string, Variables>;
  /** Roles, with what they were given: the same one runs once in a play. */
  readonly seen: Set<string>;
  /** Files and roles that are being read right now, outermost first. */
  readonly open: string[];
}

export function playRoles(file: string): PlayRoles {
  return {
    folder: dirname(file),
    handlers: [],
    defaults: new Map(),
    vars: new Map(),
    seen: new Set(),
    open: [],
  };
}

/** The levels at which all tasks of the play read what its roles define. */
export function levelsOfRoles({ defaults, vars }: PlayRoles): Levels {
  const all = (layers: Map<string, Variables>) =>
    new Map([...layers.values()].flatMap((layer) => [...layer]));
  return { 'role defaults': all(defaults), 'role vars': all(vars) };
}

/** `roles:` of a play, or `dependencies:` of another role. */
export function readRoles(
  node: Located | undefined,
  outer: Inherited,
  parsing: PartsParsing,
): readonly Block[] {
  if (!node || (node.kind === 'scalar' && node.value === null)) return [];
  const { problems } = parsing;
  return (readList(node, 'a list of roles', problems) ?? []).flatMap((entry) => {
    if (entry.kind !== 'map') {
      const name = readScalar(entry, 'the name of a role', problems);
      return name ? readRole(asMap(name), name, outer, parsing, 'once') : [];
    }
    checkKeys(entry, dependencyKeys, 'a role', problems, dependencyAdvice);
    const named = entryOf(entry, 'role') ?? entryOf(entry, 'name');
    if (!named)
      problems.push({ message: 'a role needs its name', place: entry.place, advice: 'write role: NAME' });
    const name = named && readScalar(named.value, 'the name of a role', problems);
    return name ? readRole(asRole(entry), name, outer, parsing, 'once') : [];
  });
}

/** @param map says for the role's tasks what a block says for its own */
export function readRole(
  map: LocatedMap,
  name: LocatedScalar,
  outer: Inherited,
  parsing: PartsParsing,
  times: 'once' | 'each time',
): readonly Block[] {
  const { problems, roles } = parsing;
  const folder = folderOf(name, parsing);
  if (folder === undefined) return [];
  if (roles.open.includes(folder)) {
    problems.push({ message: `the role "${name.text}" needs itself`, place: name.place });
    return [];
  }
  const page = (part: string) => pageIn(folder, part, name, parsing);
  const meta = page('meta');
  const parameters = readVariables(entryOf(map, 'vars')?.value, problems);
  const call = `${folder} ${JSON.stringify([plain(map)])}`;
  if (times === 'once' && roles.seen.has(call) && !mayRepeat(meta, parsing)) return [];
  roles.seen.add(call);
  roles.open.push(folder);
  const around = inheritedFrom(map, outer, problems);
  const needed = readRoles(entryIn(meta, 'dependencies'), around, parsing);
  const own = { ...around, role: levelsIn(folder, around.role, parameters, page, parsing) };
  const handlers = roles.seen.has(folder) ? undefined : page('handlers');
  roles.seen.add(folder);
  for (const handler of readHandlers(handlers, own, parsing)) {
    roles.handlers.push({ ...handler, listen: [...handler.listen, `${name.text} : ${handler.name.text}`] });
  }
  const parts = readTasks(page('tasks'), own, parsing);
  roles.open.pop();
  const id = parsing.nextId();
  const title = scalarAt(basename(name.text), name.place);
  const block: Block = {
    ...{ kind: 'block', id, place: map.place, name: title, parts },
    ...{ rescue: [], always: [], transaction: undefined },
  };
  return parts.length > 0 ? [...needed, block] : needed;
}

function levelsIn(
  folder: string,
  outer: Levels,
  parameters: Variables,
  page: (part: string) => Located | undefined,
  { problems, roles }: PartsParsing,
): Levels {
  const defaults = readVariables(page('defaults'), problems);
  const vars = readVariables(page('vars'), problems);
  for (const variables of [defaults, vars, parameters]) checkVariables(variables, problems);
  roles.defaults.set(folder, defaults);
  roles.vars.set(folder, vars);
  const over = (level: keyof Levels, variables: Variables) =>
    new Map([...(outer[level] ?? []), ...variables]);
  return {
    'role defaults': over('role defaults', defaults),
    'role vars': over('role vars', vars),
    'role parameters': over('role parameters', parameters),
    'magic variables': new Map([
      ['role_name', final(basename(folder))],
      ['role_path', final(folder)],
    ]),
  };
}

function folderOf(name: LocatedScalar, { roles, pages, problems }: PartsParsing): string | undefined {
  if (name.text.includes('{{')) {
    problems.push({ message: 'the name of a role cannot hold a template', place: name.place });
    return undefined;
  }
  const beside = [...roles.open].reverse().map(dirname);
  const folders = [join(roles.folder, 'roles'), ...beside, ...pages.roleFolders, roles.folder];
  const candidates = [...new Set(folders)].map((folder) => join(folder, name.text));
  const found = candidates.find(pages.isThere);
  if (found === undefined) {
    const advice = `looked for ${candidates.join(', ')}`;
    problems.push({ message: `there is no role "${name.text}"`, place: name.place, advice });
  }
  return found;
}

/** `tasks/main.yml` and its like; a role need not have all of them. */
function pageIn(
  folder: string,
  part: string,
  name: LocatedScalar,
  parsing: PartsParsing,
): Located | undefined {
  const { pages, problems } = parsing;
  const path = ['main.yml', 'main.yaml'].map((file) => join(folder, part, file)).find(pages.isThere);
  const document = path === undefined ? undefined : readPage(path, name.place, pages, problems);
  return document?.kind === 'scalar' && document.value === null ? undefined : document;
}

function mayRepeat(meta: Located | undefined, { problems }: PartsParsing): boolean {
  const flag = entryIn(meta, 'allow_duplicates');
  return flag ? (readFlag(flag, problems) ?? false) : false;
}

function entryIn(node: Located | undefined, key: string): Located | undefined {
  return node?.kind === 'map' ? entryOf(node, key)?.value : undefined;
}

function asMap(name: LocatedScalar): LocatedMap {
  return { kind: 'map', place: name.place, entries: [{ key: 'role', keyPlace: name.place, value: name }] };
}

/** `name:` is a word for `role:` here. */
function asRole(map: LocatedMap): LocatedMap {
  const entries = map.entries.map((entry) => (entry.key === 'name' ? { ...entry, key: 'role' } : entry));
  return { ...map, entries };
}
