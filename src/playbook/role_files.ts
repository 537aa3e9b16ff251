// Where a role lies, and what stands in its files.

import { dirname, join } from 'node:path/posix';
import type { Located, LocatedScalar } from '../yaml/located.js';
import { type Pages, readOpenPage, readPage } from './pages.js';
import type { PartsParsing } from './parts.js';

export type RolePart = 'tasks' | 'handlers' | 'defaults' | 'vars' | 'meta';

/** In `roles` beside the playbook, beside a role that names it, among those that are shipped, or by a path. */
export function roleFolder(
  name: LocatedScalar,
  { roles, pages, problems }: PartsParsing,
): string | undefined {
  if (name.text.includes('{{')) {
    problems.push({ message: 'the name of a role cannot hold a template', place: name.place });
    return undefined;
  }
  const beside = [...roles.around].reverse().map(dirname);
  const folders = [join(roles.folder, 'roles'), ...beside, ...pages.roleFolders, roles.folder];
  const candidates = [...new Set(folders)].map((folder) => join(folder, name.text));
  const found = candidates.find(pages.isThere);
  if (found === undefined) {
    const advice = `looked for ${candidates.join(', ')}`;
    problems.push({ message: `there is no role "${name.text}"`, place: name.place, advice });
  }
  return found;
}

/**
 * `tasks/main.yml` and its like; a role need not have all of them.
 *
 * @param from another file of that folder, which has to be there
 */
export function rolePage(
  folder: string,
  part: RolePart,
  name: LocatedScalar,
  { pages, problems }: PartsParsing,
  from?: LocatedScalar,
): Located | undefined {
  const named = from?.text ?? 'main';
  const path = rolePath(folder, part, named, pages);
  if (path === undefined) {
    const paths = pathsOf(folder, part, named);
    const message = `the role "${name.text}" has no ${part}/${named}`;
    if (from) problems.push({ message, place: from.place, advice: `looked for ${paths.join(', ')}` });
    return undefined;
  }
  const read = part === 'defaults' || part === 'vars' ? readPage : readOpenPage;
  const document = read(path, (from ?? name).place, pages, problems);
  return document?.kind === 'scalar' && document.value === null ? undefined : document;
}

/** The file of this name, which may leave `.yml` out. */
export function rolePath(folder: string, part: RolePart, name: string, pages: Pages): string | undefined {
  return pathsOf(folder, part, name).find(pages.isThere);
}

function pathsOf(folder: string, part: RolePart, name: string): readonly string[] {
  const files = /\.ya?ml$/.test(name) ? [name] : [`${name}.yml`, `${name}.yaml`];
  return files.map((file) => join(folder, part, file));
}
