// Everything that can be known to be wrong before a host is touched: every task resolved for every host, with facts
// and results still unset. What depends on them is left for its turn.

import type { Host } from '../inventory/inventory.js';
import { tasksIn } from '../playbook/parts_of.js';
import type { Task } from '../playbook/play.js';
import { resolveTask } from '../playbook/resolve.js';
import { formatProblem, type Problem, ProblemError } from '../problem.js';
import { hostMemory } from './promises.js';
import type { RunOptions } from './run_options.js';
import { selectParts } from './tags.js';

type CheckOptions = Pick<RunOptions, 'playbook' | 'hostsOf' | 'modules' | 'files' | 'given' | 'tags'> & {
  /** Whether a task may be delegated to this name. */
  readonly isHost: (name: string) => boolean;
};

/** @throws ProblemError with every problem found, each once however many hosts have it */
export function checkRun(options: CheckOptions): void {
  const problems = new Map<string, Problem>();
  for (const play of options.playbook.plays) {
    const tasks = [...tasksIn(selectParts(play.tasks, options.tags)), ...play.handlers];
    for (const host of options.hostsOf(play)) {
      for (const problem of problemsOf(host, play, tasks, options))
        problems.set(formatProblem(problem), problem);
    }
  }
  if (problems.size > 0) throw new ProblemError([...problems.values()]);
}

function problemsOf(
  host: Host,
  play: Parameters<RunOptions['hostsOf']>[0],
  tasks: readonly Task[],
  options: CheckOptions,
): readonly Problem[] {
  const memory = hostMemory(options.given(host), options.playbook, options.modules);
  const scope = memory.scope({ 'play vars': play.vars });
  return tasks.flatMap((task) => {
    const module = options.modules.get(task.module);
    if (!module) return [];
    try {
      const items = resolveTask(task, module, scope, { files: options.files });
      return items.flatMap((item) => {
        if (item.kind !== 'ready' || item.delegate === undefined || options.isHost(item.delegate)) return [];
        const place = task.delegateTo?.place;
        return [{ message: `delegate_to names "${item.delegate}", which is not in the inventory`, place }];
      });
    } catch (error) {
      if (error instanceof ProblemError) return error.problems;
      throw error;
    }
  });
}
