// Which tasks `--tags` selects, with Ansible's two special tags: `always`, and `never` unless it is asked for.

import type { Task } from '../playbook/play.js';

/** @param wanted undefined: everything but `never` */
export function isSelected(task: Task, wanted: ReadonlySet<string> | undefined): boolean {
  const asked = task.tags.some((tag) => wanted?.has(tag));
  if (task.tags.includes('never') && !asked) return false;
  return wanted === undefined || asked || task.tags.includes('always');
}
