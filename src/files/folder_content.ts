// A folder of this machine with all that is in it, for sending it to a host.

import type { FolderContent } from '../local_tree.js';
import { fail, type Place } from '../problem.js';
import { entriesOf } from './folder.js';

/** Files and folders; more are no configuration, and would take each host long. */
const most = 5000;

/** Folders in each other: a link may lead to a folder that it is in. */
const deepest = 40;

/** Links are followed. undefined: it is no folder. */
export function contentOfFolder(path: string, place: Place): FolderContent | undefined {
  const top = entriesOf(path);
  if (top === undefined) return undefined;
  const folders: string[] = [];
  const files: string[] = [];
  const add = (entries: typeof top, before: string, depth: number) => {
    if (depth > deepest)
      fail(
        `${path}/${before} has more than ${deepest} folders in each other`,
        place,
        'is there a link to a folder above?',
      );
    for (const entry of [...entries].sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const name = `${before}${entry.name}`;
      if (/[\n\\]/.test(name))
        fail(
          `${path} holds a name with a line feed or a backslash: ${JSON.stringify(name)}`,
          place,
          'give it another name',
        );
      (entry.kind === 'file' ? files : folders).push(name);
      if (folders.length + files.length > most)
        fail(`${path} holds more than ${most} files and folders`, place, 'pack it, and use unarchive');
      if (entry.kind === 'folder') add(entry.entries(), `${name}/`, depth + 1);
    }
  };
  add(top, '', 1);
  return { folders, files };
}
