// All that an include may bring in, by the name that chooses it: lists of tasks, a role, files of variables.

import { dirname, join } from 'node:path/posix';
import { sourceVariable, type Variables } from '../expression/scope.js';
import { entryOf, type Located, type LocatedMap, type LocatedScalar, withoutKey } from '../yaml/located.js';
import { readFlag, readScalar } from '../yaml/shape.js';
import { candidatesFor } from './candidates.js';
import { checkVariables } from './check_task.js';
import { inheritedFrom } from './inherited.js';
import { readOpenPage, readPage } from './pages.js';
import { type PartsParsing, readTasks } from './parts.js';
import type { Branch, Inherited, Task } from './play.js';
import { withinInclude } from './play_roles.js';
import { readRole } from './role.js';
import { readImportedRole } from './role_call.js';
import { readVariables } from './variables.js';

/**
 * @param task whose parameter chooses the branch
 * @param inner what holds for the tasks that are brought in
 * @param key of the include, as written
 */
export function branchesOf(
  kind: string,
  task: Task,
  inner: LocatedMap,
  key: string,
  outer: Inherited,
  parsing: PartsParsing,
): ReadonlyMap<string, Branch> {
  const name = nameOf(task, kind === 'include_role' ? 'name' : 'file', parsing);
  if (!name) return new Map();
  if (kind === 'include_role') return new Map([[name.text, roleBranch(inner, key, outer, parsing)]]);
  const isVars = kind === 'include_vars';
  const folders = isVars ? varsFolders(name, parsing) : [dirname(name.place.file)];
  const { isThere } = parsing.pages;
  // What the user's own words lead to, before anything that is filled in.
  const constant = dirname(`${name.text.split('{{')[0]}x`);
  const meant = constant.startsWith('/') ? [constant] : folders.map((folder) => join(folder, constant));
  const branches = new Map<string, Branch>();
  for (const candidate of candidatesFor(name, task.loop, folders, parsing.pages)) {
    const paths = folders.map((folder) => (candidate.startsWith('/') ? candidate : join(folder, candidate)));
    const path = paths.find(isThere) ?? paths[0] ?? candidate;
    const isSure = !name.text.includes('{{');
    const branch = isVars
      ? varsBranch(path, name, task, isSure, parsing)
      : tasksBranch(path, name, inner, isSure, outer, parsing);
    if (branch) branches.set(candidate, { ...branch, file: { path, folders: meant } });
  }
  if (branches.size === 0 && name.text.includes('{{')) {
    const advice = `looked in ${folders.join(', ')}`;
    parsing.problems.push({ message: `no file can be meant by "${name.text}"`, place: name.place, advice });
  }
  return branches;
}

function nameOf(task: Task, key: string, { problems }: PartsParsing): LocatedScalar | undefined {
  const node = entryOf(task.params, key)?.value;
  const name = node && readScalar(node, 'a name', problems);
  if (key === 'file' || !name?.text.includes('{{')) return name;
  const advice = 'write one include_role for each role, with when:';
  problems.push({ message: 'include_role cannot hold a template for its name', place: name.place, advice });
  return undefined;
}

function tasksBranch(
  path: string,
  name: LocatedScalar,
  inner: LocatedMap,
  isSure: boolean,
  outer: Inherited,
  parsing: PartsParsing,
): Branch | undefined {
  const { problems, pages, roles } = parsing;
  if (roles.open.includes(path)) {
    if (isSure) problems.push({ message: `${path} includes itself`, place: name.place });
    return undefined;
  }
  const page = readOpenPage(path, name.place, pages, problems);
  // What lies beside lists of tasks and may be meant by the name need not be one.
  if (!isSure && page && !isTaskList(page)) return undefined;
  roles.open.push(path);
  const inherited = inheritedFrom(inner, outer, problems);
  const parts = readTasks(page, inherited, { ...parsing, roles: withinInclude(roles, true) });
  roles.open.pop();
  return { parts, variables: new Map() };
}

function isTaskList(page: Located): boolean {
  return (
    page.kind === 'list' &&
    page.items.every(
      (item) => item.kind === 'map' && !entryOf(item, 'hosts') && !entryOf(item, 'import_playbook'),
    )
  );
}

/** Its variables are the play's only where `public` says so. */
function roleBranch(inner: LocatedMap, key: string, outer: Inherited, parsing: PartsParsing): Branch {
  const { problems, roles } = parsing;
  const named = inner.entries.find((entry) => entry.key === key)?.value;
  const flag = named?.kind === 'map' ? entryOf(named, 'public')?.value : undefined;
  const isPublic = (flag && readFlag(flag, problems)) ?? false;
  const value = named && withoutKey(withoutKey(named, 'public'), 'apply');
  const entries = inner.entries.map((entry) => (value && entry.key === key ? { ...entry, value } : entry));
  const call = readImportedRole({ ...inner, entries }, key, problems);
  const within = { ...parsing, roles: withinInclude(roles, isPublic) };
  const parts = call ? readRole(call, outer, within, 'each time') : [];
  return { parts, variables: new Map() };
}

/** As Ansible looks: `vars/` of the role, then of where the task stands, then of the playbook. */
function varsFolders(name: LocatedScalar, { roles }: PartsParsing): readonly string[] {
  const bases = [...roles.around.slice(-1), dirname(name.place.file), roles.folder];
  return [...new Set(bases.flatMap((base) => [join(base, 'vars'), base]))];
}

function varsBranch(
  path: string,
  name: LocatedScalar,
  task: Task,
  isSure: boolean,
  { problems, pages }: PartsParsing,
): Branch | undefined {
  const page = readPage(path, name.place, pages, problems);
  if (!isSure && page && page.kind !== 'map') return undefined;
  const variables = readVariables(page, problems);
  checkVariables(variables, problems);
  return { parts: [], variables: asOne(variables, task, page) };
}

/** `name:` has one variable hold all. */
function asOne(variables: Variables, { params }: Task, page: Located | undefined): Variables {
  const node = entryOf(params, 'name')?.value;
  if (node?.kind !== 'scalar' || !page) return variables;
  return new Map([[node.text, sourceVariable(node.text, page)]]);
}
