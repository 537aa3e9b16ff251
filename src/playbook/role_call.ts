// Where a role is named: in `roles:` of a play, in `dependencies:` of another role, or by `import_role`.

import { entryOf, type Located, type LocatedMap, type LocatedScalar } from '../yaml/located.js';
import { checkKeys, type Problems, readScalar } from '../yaml/shape.js';
import { dependencyAdvice, dependencyKeys, roleFileKeys, roleFilesAdvice } from './keys.js';
import type { RolePart } from './role_files.js';

export interface RoleCall {
  readonly name: LocatedScalar;
  /** Files to read instead of `main.yml`. */
  readonly from: Readonly<Partial<Record<RolePart, LocatedScalar>>>;
  /** What it says for the role's tasks, as a block does for its own. */
  readonly map: LocatedMap;
}

/** One item of `roles:` or `dependencies:`. */
export function readListedRole(entry: Located, problems: Problems): RoleCall | undefined {
  if (entry.kind !== 'map') {
    const name = readScalar(entry, 'the name of a role', problems);
    return name && { name, from: {}, map: mapNaming(name) };
  }
  checkKeys(entry, dependencyKeys, 'a role', problems, dependencyAdvice);
  const map = asRole(entry);
  const name = readName(entryOf(map, 'role')?.value, entry, 'role', problems);
  return name && { name, from: {}, map };
}

/** The task whose key is `import_role`. */
export function readImportedRole(task: LocatedMap, key: string, problems: Problems): RoleCall | undefined {
  const value = entryOf(task, key)?.value;
  if (!value) return undefined;
  const map = renamed(task, key, 'import_role');
  if (value.kind !== 'map') {
    const name = readScalar(value, 'the name of a role', problems);
    return name && { name, from: {}, map };
  }
  checkKeys(value, ['name', ...roleFileKeys], key, problems, roleFilesAdvice);
  const name = readName(entryOf(value, 'name')?.value, value, 'name', problems);
  return name && { name, from: readFrom(value, problems), map };
}

function readName(node: Located | undefined, map: LocatedMap, key: string, problems: Problems) {
  if (node) return readScalar(node, 'the name of a role', problems);
  problems.push({ message: 'a role needs its name', place: map.place, advice: `write ${key}: NAME` });
  return undefined;
}

function readFrom(map: LocatedMap, problems: Problems): RoleCall['from'] {
  const files = roleFileKeys.flatMap((key) => {
    const value = entryOf(map, key)?.value;
    const file = value && readScalar(value, 'a file of the role', problems);
    if (!file) return [];
    if (!file.text.includes('{{')) return [[key.slice(0, -'_from'.length), file] as const];
    problems.push({ message: `${key} cannot hold a template`, place: file.place });
    return [];
  });
  return Object.fromEntries(files);
}

function mapNaming(name: LocatedScalar): LocatedMap {
  return { kind: 'map', place: name.place, entries: [{ key: 'role', keyPlace: name.place, value: name }] };
}

/** `name:` is a word for `role:` here. */
function asRole(map: LocatedMap): LocatedMap {
  return entryOf(map, 'role') ? map : renamed(map, 'name', 'role');
}

function renamed(map: LocatedMap, from: string, to: string): LocatedMap {
  const entries = map.entries.map((entry) => (entry.key === from ? { ...entry, key: to } : entry));
  return { ...map, entries };
}
