// A playbook from one of its tasks on (`--start-at-task`): what stands before it is as if it were tagged never.

import { didYouMean } from '../nearest.js';
import { fail } from '../problem.js';
import { tasksIn } from './parts_of.js';
import type { Include, Part, Play, Playbook, Task } from './play.js';

/**
 * Tasks tagged `always` stay, other than in Ansible: they are what must not be left out. What was left out keeps its name
 * in promises, so that who reads its result is told which task has not run.
 *
 * @param name of the first task of that name, as written
 * @throws ProblemError where no task has it
 */
export function startingAt(playbook: Playbook, name: string): Playbook {
  const tasks = playbook.plays.flatMap((play) => tasksIn(play.tasks));
  const start = tasks.findIndex((task) => task.name.text === name);
  if (start === -1) {
    const names = tasks.map((task) => task.name.text);
    fail(
      `--start-at-task: ${playbook.file} has no task "${name}"`,
      undefined,
      didYouMean(name, names) ?? listThem,
    );
  }
  const before = new Set(tasks.slice(0, start));
  const from = (play: Play): Play => ({ ...play, tasks: play.tasks.map((part) => leavingOut(before, part)) });
  return { ...playbook, plays: playbook.plays.map(from) };
}

const listThem = '--list-tasks lists them';

/** What judges a transaction follows all of its tasks, and so is never left out alone. */
function leavingOut(before: ReadonlySet<Task>, part: Part): Part {
  if (part.kind === 'block') {
    const left = (parts: readonly Part[]) => parts.map((inner) => leavingOut(before, inner));
    return { ...part, parts: left(part.parts), rescue: left(part.rescue), always: left(part.always) };
  }
  if (part.kind === 'flush') return part;
  if (part.kind === 'include') return leavingOutOf(before, part);
  return before.has(part) && !part.tags.includes('always') ? { ...part, tags: ['never'] } : part;
}

/** An include stays for the sake of what it brings in; variables that were included before are needed. */
function leavingOutOf(before: ReadonlySet<Task>, include: Include): Include {
  const branches = [...include.branches].map(([name, branch]) => {
    const parts = branch.parts.map((part) => leavingOut(before, part));
    return [name, { ...branch, parts }] as const;
  });
  return { ...include, branches: new Map(branches) };
}
