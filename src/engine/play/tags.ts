// Which tasks `--tags` selects, with Ansible's two special tags: `always`, and `never` unless it is asked for.

import type { Block, Include, Part, Task } from '../../playbook/play.js';

/**
 * What is left of a list. Where anything of a block runs, all that judges the block does too.
 *
 * @param wanted undefined: everything but `never`
 */
export function selectParts(
  parts: readonly Part[],
  wanted: ReadonlySet<string> | undefined,
): readonly Part[] {
  return parts.flatMap((part): readonly Part[] => {
    if (part.kind === 'task') return isSelected(part, wanted) ? [part] : [];
    if (part.kind === 'include') return isSelected(part.task, wanted) ? [selectBranches(part, wanted)] : [];
    return part.kind === 'flush' ? [part] : selectBlock(part, wanted);
  });
}

function selectBlock(block: Block, wanted: ReadonlySet<string> | undefined): readonly Block[] {
  const { transaction } = block;
  const [parts, rescue, always] = [block.parts, block.rescue, block.always].map((list) =>
    selectParts(list, wanted),
  ) as [readonly Part[], readonly Part[], readonly Part[]];
  const selected = { ...block, parts, rescue, always };
  if (parts.length > 0 || !transaction) {
    // A role without tasks may still ask for arguments.
    const isLeft = parts.length + always.length > 0 || (block.parts.length === 0 && block.arguments);
    return isLeft ? [selected] : [];
  }
  const prove = transaction.prove.filter((task) => isSelected(task, wanted));
  if (prove.length + always.length === 0) return [];
  return [{ ...selected, transaction: { ...transaction, prove } }];
}

/** Tags of an include are its own, as in Ansible: those of its tasks stand at them, or under `apply`. */
function selectBranches(include: Include, wanted: ReadonlySet<string> | undefined): Include {
  const branches = [...include.branches].map(
    ([name, branch]) => [name, { ...branch, parts: selectParts(branch.parts, wanted) }] as const,
  );
  return { ...include, branches: new Map(branches) };
}

function isSelected(task: Task, wanted: ReadonlySet<string> | undefined): boolean {
  const asked = task.tags.some((tag) => wanted?.has(tag));
  if (task.tags.includes('never') && !asked) return false;
  return wanted === undefined || asked || task.tags.includes('always');
}
