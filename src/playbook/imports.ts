// `import_tasks` and `import_role`: parts of other files, as if they stood in a block here.

import { entryOf, type Located, type LocatedMap, type LocatedScalar, scalarAt } from '../yaml/located.js';
import { checkKeys, readScalar } from '../yaml/shape.js';
import { inheritedFrom } from './inherited.js';
import { blockAdvice, importKeys } from './keys.js';
import { besides, readOpenPage } from './pages.js';
import { type PartsParsing, readTasks } from './parts.js';
import type { Block, Inherited } from './play.js';
import { readRole } from './role.js';
import { readImportedRole } from './role_call.js';

/** The parts that a statement brings in; undefined where the task is no import. */
export function readImport(
  task: LocatedMap,
  outer: Inherited,
  parsing: PartsParsing,
): readonly Block[] | undefined {
  const entry = task.entries.find(({ key }) => /^(ansible\.builtin\.)?import_(tasks|role)$/.test(key));
  if (!entry) return undefined;
  const { problems } = parsing;
  const isRole = entry.key.endsWith('role');
  checkKeys(task, [...importKeys, entry.key], isRole ? 'import_role' : 'import_tasks', problems, blockAdvice);
  if (isRole) {
    const call = readImportedRole(task, entry.key, problems);
    return call ? readRole(call, outer, parsing, 'each time') : [];
  }
  const name = fileIn(entry.value, parsing);
  return name ? importTasks(task, name, outer, parsing) : [];
}

function importTasks(task: LocatedMap, name: LocatedScalar, outer: Inherited, parsing: PartsParsing) {
  const { problems, pages, roles } = parsing;
  const path = besides(name);
  if (roles.open.includes(path)) {
    problems.push({ message: `${path} imports itself`, place: name.place });
    return [];
  }
  roles.open.push(path);
  const id = parsing.nextId();
  const parts = readTasks(
    readOpenPage(path, name.place, pages, problems),
    inheritedFrom(task, outer, problems),
    parsing,
  );
  roles.open.pop();
  const title = entryOf(task, 'name')?.value;
  const block: Block = {
    kind: 'block',
    id,
    place: task.place,
    name: title?.kind === 'scalar' ? title : scalarAt(name.text, name.place),
    parts,
    rescue: [],
    always: [],
    transaction: undefined,
  };
  return parts.length > 0 ? [block] : [];
}

/** `import_tasks: x.yml`, or with `file: x.yml` below. */
function fileIn(node: Located, { problems }: PartsParsing): LocatedScalar | undefined {
  if (node.kind === 'map') checkKeys(node, ['file'], 'import_tasks', problems);
  const value = node.kind === 'map' ? entryOf(node, 'file')?.value : node;
  if (!value) {
    problems.push({
      message: 'import_tasks needs its file',
      place: node.place,
      advice: 'write file: PATH',
    });
    return undefined;
  }
  const name = readScalar(value, 'the file to import', problems);
  if (!name?.text.includes('{{')) return name;
  const advice = 'imports are read before any host is known; write when: at several of them';
  problems.push({ message: 'an import cannot hold a template', place: name.place, advice });
  return undefined;
}
