// The tasks and the blocks of a tree of blocks, in the order of the page.

import type { Block, Part, Task } from './play.js';

/** Every task, with those that judge a transaction behind the block that they judge. */
export function tasksIn(parts: readonly Part[]): readonly Task[] {
  return parts.flatMap((part) => {
    if (part.kind === 'task') return [part];
    const { validate = [], prove = [] } = part.transaction ?? {};
    return [...tasksIn(part.parts), ...validate, ...prove];
  });
}

/** Every block, with those inside it behind it. */
export function blocksIn(parts: readonly Part[]): readonly Block[] {
  return parts.flatMap((part) => (part.kind === 'block' ? [part, ...blocksIn(part.parts)] : []));
}
