// `meta/` of a role: which roles it needs, whether it may run twice, and what it has to be given.

import { entryOf, type Located } from '../yaml/located.js';
import { checkKeys, type Problems, readFlag, readMap } from '../yaml/shape.js';
import { type ArgumentSet, readArgumentSpecs } from './arguments/spec.js';
import { readOpenPage } from './pages.js';
import type { PartsParsing } from './parts.js';
import type { RoleCall } from './role_call.js';
import { rolePath } from './role_files.js';

const metaKeys = ['dependencies', 'allow_duplicates', 'argument_specs', 'galaxy_info', 'collections'];

export function checkMeta(meta: Located | undefined, problems: Problems): void {
  const map = meta && readMap(meta, 'what is known of a role', problems);
  if (map) checkKeys(map, metaKeys, "a role's meta/main.yml", problems);
}

export function dependenciesIn(meta: Located | undefined): Located | undefined {
  return entryIn(meta, 'dependencies');
}

export function mayRepeat(meta: Located | undefined, problems: Problems): boolean {
  const flag = entryIn(meta, 'allow_duplicates');
  return flag ? (readFlag(flag, problems) ?? false) : false;
}

/**
 * What the list of tasks that is asked for has to be given. As in Ansible, a file `meta/argument_specs.yml` counts before
 * `argument_specs` of `meta/main.yml`.
 */
export function argumentsOf(
  { name, from }: RoleCall,
  folder: string,
  meta: Located | undefined,
  parsing: PartsParsing,
): ArgumentSet | undefined {
  const { problems, pages } = parsing;
  const path = rolePath(folder, 'meta', 'argument_specs', pages);
  const page = path === undefined ? undefined : readOpenPage(path, name.place, pages, problems);
  const map = page && readMap(page, 'argument_specs:', problems);
  if (map) checkKeys(map, ['argument_specs'], `${path}`, problems);
  const node = path === undefined ? entryIn(meta, 'argument_specs') : entryIn(map, 'argument_specs');
  const specs = readArgumentSpecs(node, problems);
  for (const [list, { place }] of specs) {
    if (rolePath(folder, 'tasks', list, pages) !== undefined) continue;
    const advice = 'specifications are named after lists of tasks, such as main';
    problems.push({ message: `the role "${name.text}" has no tasks/${list}.yml`, place, advice });
  }
  return specs.get((from.tasks?.text ?? 'main').replace(/\.ya?ml$/, ''));
}

function entryIn(node: Located | undefined, key: string): Located | undefined {
  return node?.kind === 'map' ? entryOf(node, key)?.value : undefined;
}
