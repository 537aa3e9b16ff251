// Folders of this machine, as inventories need them: what stands in them, and what of it is a program.

import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type Entry =
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly path: string;
      /** Read when they are asked for. */
      readonly entries: () => readonly Entry[];
    };

/** What stands in a folder, links followed; undefined where there is no such folder. */
export function entriesOf(folder: string): readonly Entry[] | undefined {
  if (kindOf(folder) !== 'folder') return undefined;
  return readdirSync(folder).flatMap((name): readonly Entry[] => {
    const path = join(folder, name);
    const kind = kindOf(path);
    if (kind === 'file') return [{ kind, name, path }];
    return kind === 'folder' ? [{ kind, name, path, entries: () => entriesOf(path) ?? [] }] : [];
  });
}

/** Paths of all files in a folder, from there, sorted; none where there is no such folder. @param depth 1: none of the folders in it */
export function filesUnder(folder: string, depth: number): readonly string[] {
  const found = (entriesOf(folder) ?? []).flatMap((entry) => {
    if (entry.kind === 'file') return [entry.name];
    return depth > 1 ? filesUnder(entry.path, depth - 1).map((name) => join(entry.name, name)) : [];
  });
  return found.sort();
}

/** undefined: nothing is there, or neither of both. */
export function kindOf(path: string): Entry['kind'] | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return 'folder';
  return found?.isFile() ? 'file' : undefined;
}

/** Whether it may be run, and says how: a script names its interpreter, a program is ELF. Text with mode 755 is text. */
export function isProgram(path: string): boolean {
  if (((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o111) === 0) return false;
  const begin = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, begin);
  } finally {
    closeSync(file);
  }
  return begin.toString('latin1').startsWith('#!') || begin.toString('latin1') === '\x7fELF';
}
