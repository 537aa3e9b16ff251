// Which files of a folder are meant: in a folder of inventories, and in group_vars/ and host_vars/. Ansible's rules.

import { extname } from 'node:path';
import type { Entry } from '../files/folder.js';

const otherFiles =
  /^\.|^(host_vars|group_vars|vars_plugins)$|\.(pyc|pyo|swp|bak|rpm|md|txt|rst|orig|ini|cfg|retry)$|~$/;

/** The files of a folder that is given as an inventory, in the order in which they are read. */
export function inventoryFilesIn(entries: readonly Entry[]): readonly string[] {
  return inOrder(entries)
    .filter(({ name }) => !otherFiles.test(name))
    .flatMap((entry) => (entry.kind === 'file' ? [entry.path] : inventoryFilesIn(entry.entries())));
}

const extensions: readonly string[] = ['', '.yml', '.yaml', '.json'];

/**
 * The files with the variables of each group or host that group_vars/ or host_vars/ names: NAME, a file or a folder, else
 * NAME.yml, NAME.yaml or NAME.json; only the first of these that is there.
 */
export function varsFilesIn(
  entries: readonly Entry[],
  names: Iterable<string>,
): ReadonlyMap<string, readonly string[]> {
  const byName = new Map(entries.map((entry) => [entry.name, entry] as const));
  const found = new Map<string, readonly string[]>();
  for (const name of names) {
    const entry = extensions
      .map((extension) => byName.get(name + extension))
      .find((each) => each !== undefined);
    if (entry) found.set(name, entry.kind === 'file' ? [entry.path] : filesBelow(entry.entries()));
  }
  return found;
}

/** What stands there for nobody: names of files and folders that Ansible would read if there were such a group or host. */
export function strangersIn(entries: readonly Entry[], names: Iterable<string>): readonly string[] {
  const known = new Set(names);
  return inOrder(entries)
    .filter(
      ({ name, kind }) => !/^\.|~$/.test(name) && (kind === 'folder' || extensions.includes(extname(name))),
    )
    .filter(({ name }) => !known.has(name) && !known.has(nameOfVarsFile(name)))
    .map(({ name }) => name);
}

/** Whose variables a file holds. */
export function nameOfVarsFile(name: string): string {
  return name.replace(/\.(ya?ml|json)$/, '');
}

function filesBelow(entries: readonly Entry[]): readonly string[] {
  return inOrder(entries).flatMap((entry) => {
    const { name, path } = entry;
    if (name.startsWith('.') || name.endsWith('~')) return [];
    const extension = extname(name);
    if (entry.kind === 'folder') return extension === '' ? filesBelow(entry.entries()) : [];
    return extensions.includes(extension) ? [path] : [];
  });
}

/** By bytes, whatever the language of this machine. */
function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}
