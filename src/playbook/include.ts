// `include_tasks`, `include_role` and `include_vars`: what they may bring in is read before the run, so that plans, lists and
// checks know it; which of it, how often, and whether at all is decided on each host.

import { didYouMean } from '../nearest.js';
import { entryOf, type Located, type LocatedMap, withoutKey } from '../yaml/located.js';
import { checkKeys, readMap } from '../yaml/shape.js';
import { branchesOf } from './include_branches.js';
import { applyKeys, includeAdvice, includeKeys } from './keys.js';
import { type PartsParsing, readTask } from './parts.js';
import type { Branch, Include, Inherited } from './play.js';

const includeKey = /^(?:ansible\.builtin\.)?(include_(?:tasks|role|vars))$/;

const byItself = { runOnce: false, delegateTo: undefined } as const;

/** undefined where the task is no include, or a problem says what is wrong with it. */
export function readInclude(
  map: LocatedMap,
  outer: Inherited,
  parsing: PartsParsing,
): Include | 'none' | undefined {
  const entry = map.entries.find(({ key }) => includeKey.test(key));
  if (!entry) return 'none';
  const [, kind = ''] = includeKey.exec(entry.key) ?? [];
  const { problems } = parsing;
  if (outer.forEach) {
    const advice = 'write import_tasks or import_role';
    problems.push({ message: 'under for_each: nothing is included', place: entry.keyPlace, advice });
  }
  checkKeys(map, [...includeKeys, entry.key], kind, problems, includeAdvice);
  const known = map.entries.filter(({ key }) => [...includeKeys, entry.key].includes(key));
  // What is to be said for its tasks is no parameter of the host's.
  const value = withoutKey(entry.value, 'apply');
  const entries = known.map((each) => (each === entry ? { ...entry, value } : each));
  const task = readTask({ ...map, entries }, outer, parsing, includeKeys);
  const apply = entry.value.kind === 'map' ? entryOf(entry.value, 'apply')?.value : undefined;
  const inner = innerMap(map, apply, kind, parsing);
  if (!task || !inner) return undefined;
  const branches = branchesOf(kind, task, inner, entry.key, outer, parsing);
  // Each host decides by itself: its tasks are what is done once for all, or elsewhere.
  return { kind: 'include', task: { ...task, ...byItself }, branches };
}

/** What holds for the tasks that are brought in: what stands under `apply`, and `vars`. */
function innerMap(
  map: LocatedMap,
  apply: Located | undefined,
  kind: string,
  { problems }: PartsParsing,
): LocatedMap | undefined {
  const applied = apply && readMap(apply, 'keywords for its tasks', problems);
  if (applied) checkKeys(applied, applyKeys, `apply: of ${kind}`, problems);
  const vars = map.entries.filter(({ key }) => key === 'vars' || includeKey.test(key));
  return { ...map, entries: [...(applied?.entries ?? []), ...vars] };
}

/** What a host's own name for it brings in. @returns a problem's words where there is no such thing */
export function branchOf(
  { task, branches }: Include,
  name: string,
): Branch | { readonly wrong: string; readonly advice: string } {
  const found = branches.get(name) ?? branches.get(name.replace(/^\.\//, ''));
  if (found) return found;
  const names = [...branches.keys()];
  const advice = didYouMean(name, names) ?? `there are ${names.join(', ')}`;
  return { wrong: `${task.module}: there is no "${name}"`, advice };
}
