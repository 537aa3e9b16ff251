// The tasks and the blocks of a tree of blocks, in the order of the page.

import type { Block, Part, Task } from './play.js';

/** Every task, with those that judge a transaction behind the block that they judge. */
export function tasksIn(parts: readonly Part[]): readonly Task[] {
  return tasksOf(parts, (block) => [...block.rescue, ...block.always]);
}

/** The tasks that come where none fails. */
export function tasksAhead(parts: readonly Part[]): readonly Task[] {
  return tasksOf(parts, (block) => block.always);
}

function tasksOf(parts: readonly Part[], afterwards: (block: Block) => readonly Part[]): readonly Task[] {
  return parts.flatMap((part) => {
    if (part.kind === 'task') return [part];
    if (part.kind === 'flush') return [];
    const { validate = [], prove = [] } = part.transaction ?? {};
    return [
      ...tasksOf(part.parts, afterwards),
      ...validate,
      ...prove,
      ...tasksOf(afterwards(part), afterwards),
    ];
  });
}

/** Every block, with those inside it behind it. */
export function blocksIn(parts: readonly Part[]): readonly Block[] {
  return parts.flatMap((part) => {
    if (part.kind !== 'block') return [];
    return [part, ...blocksIn([...part.parts, ...part.rescue, ...part.always])];
  });
}
