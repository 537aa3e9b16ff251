// What comes after a part of a page, as far as it is known. The prefetch asks for it, and so do chains of changes.

import type { RoleArguments } from '../../playbook/arguments/problems.js';
import { tasksAhead } from '../../playbook/parts_of.js';
import type { Block, Part, Task } from '../../playbook/play.js';
import { type Coming, nothingComes } from '../task/run_task.js';

/** Of a list of parts: the same for every host, so it is told once. */
interface Page {
  /** All tasks, and for each part how many of them stand before the next. */
  readonly tasks: readonly Task[];
  readonly ends: readonly number[];
  /** For each part the index of the next one behind it that is more than some tasks with a name. */
  readonly stops: readonly number[];
  readonly checks: Coming['checks'];
}

const pages = new WeakMap<readonly Part[], Page>();

/**
 * Nothing but tasks comes for certain: what else there is may bring in others, wait, or end the way.
 *
 * @param after what comes behind all of the parts
 */
export function comingAfter(index: number, parts: readonly Part[], after: Coming = nothingComes): Coming {
  const page = pages.get(parts) ?? pageOf(parts);
  pages.set(parts, page);
  const from = page.ends[index] ?? 0;
  const stop = page.stops[index] ?? parts.length;
  const behind = stop === parts.length ? after : nothingComes;
  const checks = behind.checks.size === 0 ? page.checks : new Map([...page.checks, ...behind.checks]);
  const sure = (page.ends[stop - 1] ?? 0) - from + behind.sure;
  return { tasks: [...page.tasks.slice(from), ...after.tasks], sure, checks };
}

function pageOf(parts: readonly Part[]): Page {
  let end = 0;
  const ends = parts.map((part) => {
    end += tasksAhead([part]).length;
    return end;
  });
  const stops = new Array<number>(parts.length);
  let stop = parts.length;
  for (const [index, part] of [...parts.entries()].reverse()) {
    stops[index] = stop;
    if (part.kind !== 'task' && !isGroup(part)) stop = index;
  }
  return { tasks: tasksAhead(parts), ends, stops, checks: new Map(checksIn(parts)) };
}

/** Nothing but a name for some tasks, down to the blocks in it. */
function isGroup(part: Part): boolean {
  if (part.kind !== 'block' || !goesOnBehind(part)) return false;
  return part.parts.every((inner) => inner.kind === 'task' || isGroup(inner));
}

/** Whether what stands behind the block follows its last task, and nothing comes between. */
export function goesOnBehind({ transaction, rescue, always }: Block): boolean {
  return !transaction && rescue.length + always.length === 0;
}

/** What is checked when a block begins, by the first task in it. */
function checksIn(parts: readonly Part[]): readonly (readonly [Task, readonly RoleArguments[]])[] {
  return parts.flatMap((part) => {
    if (part.kind !== 'block') return [];
    const [first] = tasksAhead([part]);
    const inner = checksIn(part.parts);
    if (!first || !part.arguments) return inner;
    const ofFirst = inner.find(([task]) => task === first)?.[1] ?? [];
    return [...inner, [first, [...part.arguments, ...ofFirst]] as const];
  });
}
