// Where a role lies, and what stands in its files.

import { dirname, join } from 'node:path/posix';
import type { Located, LocatedScalar } from '../yaml/located.js';
import { readPage } from './pages.js';
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
  const files = /\.ya?ml$/.test(named) ? [named] : [`${named}.yml`, `${named}.yaml`];
  const paths = files.map((file) => join(folder, part, file));
  const path = paths.find(pages.isThere);
  if (path === undefined) {
    const message = `the role "${name.text}" has no ${part}/${files[0]}`;
    if (from) problems.push({ message, place: from.place, advice: `looked for ${paths.join(', ')}` });
    return undefined;
  }
  const document = readPage(path, (from ?? name).place, pages, problems);
  return document?.kind === 'scalar' && document.value === null ? undefined : document;
}
