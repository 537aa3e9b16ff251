// Roles: folders of tasks, handlers, defaults and variables, brought into a play as if they stood there.

import { basename } from 'node:path/posix';
import { entryOf, type Located, plain, scalarAt } from '../yaml/located.js';
import { readList } from '../yaml/shape.js';
import { readHandlers } from './handlers.js';
import { inheritedFrom } from './inherited.js';
import { type PartsParsing, readTasks } from './parts.js';
import type { Block, Inherited } from './play.js';
import { levelsOfRole } from './play_roles.js';
import { type RoleCall, readListedRole } from './role_call.js';
import { type RolePart, roleFolder, rolePage } from './role_files.js';
import { argumentsOf, checkMeta, dependenciesIn, mayRepeat } from './role_meta.js';
import { readVariables } from './variables.js';

/** `roles:` of a play, or `dependencies:` of another role. */
export function readRoles(
  node: Located | undefined,
  outer: Inherited,
  parsing: PartsParsing,
): readonly Block[] {
  if (!node || (node.kind === 'scalar' && node.value === null)) return [];
  const { problems } = parsing;
  return (readList(node, 'a list of roles', problems) ?? []).flatMap((entry) => {
    const call = readListedRole(entry, problems);
    return call ? readRole(call, outer, parsing, 'once') : [];
  });
}

export function readRole(
  { name, from, map }: RoleCall,
  outer: Inherited,
  parsing: PartsParsing,
  times: 'once' | 'each time',
): readonly Block[] {
  const { problems, roles } = parsing;
  const folder = roleFolder(name, parsing);
  if (folder === undefined) return [];
  const list = `${folder} ${from.tasks?.text ?? 'main'}`;
  if (roles.open.includes(list)) {
    problems.push({ message: `the role "${name.text}" needs itself`, place: name.place });
    return [];
  }
  const page = (part: RolePart) => rolePage(folder, part, name, parsing, from[part]);
  const meta = page('meta');
  checkMeta(meta, problems);
  const parameters = readVariables(entryOf(map, 'vars')?.value, problems);
  const call = `${folder} ${JSON.stringify([plain(map)])}`;
  if (times === 'once' && roles.seen.has(call) && !mayRepeat(meta, problems)) return [];
  roles.seen.add(call);
  roles.open.push(list);
  roles.around.push(folder);
  const around = inheritedFrom(map, outer, problems);
  const needed = readRoles(dependenciesIn(meta), around, parsing);
  const variables = { folder, defaults: page('defaults'), vars: page('vars'), parameters };
  const own = { ...around, role: levelsOfRole(variables, around.role, roles, problems) };
  const set = argumentsOf({ name, from, map }, folder, meta, parsing);
  // What is notified for several entries is done once.
  readRoleHandlers({ name, from, map }, folder, { ...own, forEach: undefined }, parsing);
  const parts = readTasks(page('tasks'), own, parsing);
  roles.around.pop();
  roles.open.pop();
  const title = entryOf(map, 'name')?.value;
  const block: Block = {
    kind: 'block',
    id: parsing.nextId(),
    place: map.place,
    name: title?.kind === 'scalar' ? title : scalarAt(basename(name.text), name.place),
    parts,
    rescue: [],
    always: [],
    transaction: undefined,
    ...(set && { arguments: [{ role: name.text, place: name.place, set, inherited: own }] }),
  };
  return parts.length > 0 || set ? [...needed, block] : needed;
}

/** Each file of handlers once in a play, however often the role is used. */
function readRoleHandlers(
  { name, from }: RoleCall,
  folder: string,
  own: Inherited,
  parsing: PartsParsing,
): void {
  const { roles } = parsing;
  const file = `${folder} ${from.handlers?.text ?? 'main'}`;
  if (roles.heard.has(file)) return;
  roles.heard.add(file);
  const page = rolePage(folder, 'handlers', name, parsing, from.handlers);
  roles.handlers.push(...readHandlers(page, own, parsing, name.text));
}
