// group_vars/ and host_vars/: beside each source of the inventory, and beside the playbook.

import { dirname, join, resolve } from 'node:path';
import { overrule, sourceVariable, type Variable, type Variables } from '../../expression/scope.js';
import type { Files } from '../../files/files.js';
import { type Entry, entriesOf, kindOf } from '../../files/folder.js';
import type { VarsFolder, VarsFolders } from '../../inventory/assemble.js';
import { nameOfVarsFile, strangersIn, varsFilesIn } from '../../inventory/folders.js';
import { dataFormat } from '../../inventory/format.js';
import { slipOf } from '../../nearest.js';
import type { Problem } from '../../problem.js';
import type { Opener } from '../../secrets/opened.js';
import { readMap } from '../../yaml/shape.js';
import { openWhole, parsePlain } from '../load.js';
import { told } from './told.js';

interface Given {
  readonly sources: readonly string[];
  readonly playbookFolder: string | undefined;
  readonly files: Files;
  readonly open: Opener;
  readonly warnings: Problem[];
  readonly unread: Problem[];
  readonly problems: Problem[];
}

export async function loadVarsFolders(
  given: Given,
  groups: readonly string[],
  hosts: readonly string[],
): Promise<VarsFolders> {
  const known = new Map<string, VarsFolder>();
  const load = async (folder: string): Promise<VarsFolder> => {
    const path = resolve(folder);
    const loaded = known.get(path) ?? {
      groups: await loadVars(join(folder, 'group_vars'), groups, 'group', given),
      hosts: await loadVars(join(folder, 'host_vars'), [...hosts, 'localhost'], 'host', given),
    };
    known.set(path, loaded);
    return loaded;
  };
  const inventory: VarsFolder[] = [];
  for (const source of given.sources) {
    const kind = kindOf(source);
    if (kind === undefined && source.includes(',')) continue;
    inventory.push(await load(kind === 'folder' ? source : dirname(source)));
  }
  const playbook = given.playbookFolder === undefined ? [] : [await load(given.playbookFolder)];
  return { inventory, playbook };
}

async function loadVars(
  folder: string,
  names: readonly string[],
  kind: 'group' | 'host',
  given: Given,
): Promise<ReadonlyMap<string, Variables>> {
  const entries = entriesOf(folder) ?? [];
  tellUnread(folder, entries, names, kind, given);
  const loaded = new Map<string, Variables>();
  for (const [name, paths] of varsFilesIn(entries, names)) {
    const variables = new Map<string, Variable>();
    for (const path of paths) await told(given.problems, () => loadInto(variables, path, given));
    loaded.set(name, variables);
  }
  return loaded;
}

/** A file that is one slip away from what has none is a mistake; others may be for another inventory. */
function tellUnread(
  folder: string,
  entries: readonly Entry[],
  names: readonly string[],
  kind: 'group' | 'host',
  { problems, unread }: Given,
): void {
  const have = new Set(entries.map(({ name }) => nameOfVarsFile(name)));
  const others: string[] = [];
  for (const stranger of strangersIn(entries, names)) {
    const meant = slipOf(nameOfVarsFile(stranger), names);
    const place = { file: join(folder, stranger), line: 1, column: 1 };
    const message = `the inventory has no ${kind} "${nameOfVarsFile(stranger)}", so nothing reads this`;
    if (meant === undefined) others.push(stranger);
    else (have.has(meant) ? unread : problems).push({ message, place, advice: `did you mean "${meant}"?` });
  }
  const [first, ...more] = others;
  if (first === undefined) return;
  const message = `${folder}: the inventory has no ${kind} for ${others.length === 1 ? first : `${others.length} of its files (${first}, ${more[0]}${more.length > 1 ? ', ...' : ''})`}`;
  unread.push({ message });
}

async function loadInto(variables: Map<string, Variable>, path: string, given: Given): Promise<void> {
  const { files, open, problems, warnings } = given;
  const plain = await openWhole(files.text(path), path, open);
  const parsed = await parsePlain(plain, dataFormat(plain.text) === 'json' ? 'playbook' : 'inventory', open);
  warnings.push(...parsed.warnings);
  const [document, second] = parsed.documents;
  if (second) problems.push({ message: 'a file of variables is one YAML document', place: second.place });
  if (!document || (document.kind === 'scalar' && document.value === null && !document.sealed)) return;
  for (const { key, value } of readMap(document, 'variables with their values', problems)?.entries ?? []) {
    overrule(variables, key, sourceVariable(key, value));
  }
}
