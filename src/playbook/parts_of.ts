// The tasks, blocks and includes of a tree of parts, in the order of the page.

import type { Variables } from '../expression/scope.js';
import type { Block, Include, Part, Play, Task } from './play.js';

/** All that stands in a play: its tasks, then its handlers. */
export function partsOf({ tasks, handlers }: Play): readonly Part[] {
  return [...tasks, ...handlers.map(({ part }) => part)];
}

/** Every task, with those that judge a transaction behind the block that they judge, and all that may be included. */
export function tasksIn(parts: readonly Part[]): readonly Task[] {
  return parts.flatMap((part) => {
    if (part.kind === 'task') return [part];
    if (part.kind === 'flush') return [];
    if (part.kind === 'include') return [part.task, ...tasksIn(branchParts(part))];
    const { validate = [], prove = [] } = part.transaction ?? {};
    return [...tasksIn(part.parts), ...validate, ...prove, ...tasksIn([...part.rescue, ...part.always])];
  });
}

/** The tasks that come where none fails, as far as it is known which. */
export function tasksAhead(parts: readonly Part[]): readonly Task[] {
  return parts.flatMap((part) => {
    if (part.kind === 'task') return [part];
    if (part.kind === 'flush') return [];
    if (part.kind === 'include') return [withVariables(part), ...sureTasks(part)];
    const { validate = [], prove = [] } = part.transaction ?? {};
    return [...tasksAhead(part.parts), ...validate, ...prove, ...tasksAhead(part.always)];
  });
}

/** Of an include that can bring in but one file of variables: with these. */
function withVariables({ task, branches }: Include): Task {
  const [only, ...others] = branches.values();
  return only && others.length === 0 && only.variables.size > 0 ? { ...task, brings: only.variables } : task;
}

/** Of an include that can bring in but one thing, and once: its tasks, where its own condition holds. */
function sureTasks(include: Include): readonly Task[] {
  const { loop, when } = include.task;
  if (loop || include.branches.size !== 1) return [];
  return tasksAhead(branchParts(include)).map((task) => ({ ...task, when: [...when, ...task.when] }));
}

/** Every block, with those inside it behind it. */
export function blocksIn(parts: readonly Part[]): readonly Block[] {
  return parts.flatMap((part) => {
    if (part.kind === 'include') return blocksIn(branchParts(part));
    if (part.kind !== 'block') return [];
    return [part, ...blocksIn([...part.parts, ...part.rescue, ...part.always])];
  });
}

/** Every include that stands in no other one. */
export function includesIn(parts: readonly Part[]): readonly Include[] {
  return parts.flatMap((part) => {
    if (part.kind === 'include') return [part];
    return part.kind === 'block' ? includesIn([...part.parts, ...part.rescue, ...part.always]) : [];
  });
}

/** The variables that any include may set, with its task. */
export function includedIn(
  parts: readonly Part[],
): readonly { readonly task: Task; readonly variables: Variables }[] {
  return includesIn(parts).flatMap((include) =>
    [...include.branches.values()].flatMap(({ parts: inner, variables }) => [
      { task: include.task, variables },
      ...includedIn(inner),
    ]),
  );
}

/** What comes to each host, whatever is included. */
export function withoutIncludes(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part): readonly Part[] => {
    if (part.kind === 'include') return [];
    if (part.kind !== 'block') return [part];
    const { parts: own, rescue, always } = part;
    const [left, mended, last] = [own, rescue, always].map(withoutIncludes) as [Part[], Part[], Part[]];
    return [{ ...part, parts: left, rescue: mended, always: last }];
  });
}

/** All that an include may bring in. */
function branchParts({ branches }: Include): readonly Part[] {
  return [...branches.values()].flatMap(({ parts }) => parts);
}
