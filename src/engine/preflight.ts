// Everything that can be known to be wrong before a host is touched: every task resolved for every host, with facts
// and results still unset. What depends on them is left for its turn.

import { Alike, forAllAlike } from '../expression/alike.js';
import { type Scope, Unset } from '../expression/scope.js';
import type { Host } from '../inventory/inventory.js';
import { problemsOfArguments } from '../playbook/arguments/problems.js';
import { blocksIn, includesIn, tasksIn, withoutIncludes } from '../playbook/parts_of.js';
import type { Block, Include, Part, Play, Task } from '../playbook/play.js';
import { resolveTask } from '../playbook/resolve.js';
import { undoCommands } from '../playbook/undo_commands.js';
import { formatProblem, type Problem, ProblemError } from '../problem.js';
import { batchLimitsFor } from './batch_limits.js';
import { turnOf } from './play/include.js';
import { selectParts } from './play/tags.js';
import type { RunOptions } from './run_options.js';
import { HostVariables } from './variables/host_variables.js';
import { hostvarsBefore, inventoryIn, withHostvars } from './variables/hostvars.js';
import { futureVariables, playLevels } from './variables/levels.js';

type CheckOptions = Pick<RunOptions, 'playbook' | 'hostsOf' | 'modules' | 'files' | 'given' | 'tags'> & {
  /** Whether a task may be delegated to this name. */
  readonly isHost: (name: string) => boolean;
};

/** @throws ProblemError with every problem found, each once however many hosts have it */
export function checkRun(options: CheckOptions): void {
  const { playbook, tags, hostsOf } = options;
  const problems = new Map<string, Problem>();
  const variablesOf = variablesOfHosts(options);
  for (const play of playbook.plays) {
    const parts = selectParts(play.tasks, tags);
    const hosts = hostsOf(play);
    const levels = playLevels(
      play,
      hosts.map(({ name }) => name),
    );
    for (const problem of problemsOfLimits(play, hosts, options))
      problems.set(formatProblem(problem), problem);
    const scopes = new Alike(hosts.map((host) => variablesOf(host).scope(levels)));
    const handled = play.handlers.map(({ part }) => part);
    const sure = withoutIncludes(parts);
    const blocks = blocksIn([...sure, ...withoutIncludes(handled)]);
    const given = blocks.flatMap((block) =>
      forAllAlike(scopes, (scope) => problemsOfRole(block, scope, options)),
    );
    const ofTasks = () =>
      tasksIn([...sure, ...withoutIncludes(handled)]).flatMap((task) =>
        forAllAlike(scopes, (scope) => problemsOf(task, scope, options)),
      );
    const ofBlocks = () =>
      blocks.flatMap((block) => forAllAlike(scopes, (scope) => problemsOfUndo(block, scope, options)));
    const ofIncludes = () =>
      includesIn([...parts, ...handled]).flatMap((include) =>
        forAllAlike(scopes, (scope) => problemsOfInclude(include, scope, options)),
      );
    // What a role is given wrongly is wrong in each of its tasks as well.
    const found = given.flat().length > 0 ? given : [...ofTasks(), ...ofBlocks(), ...ofIncludes()];
    for (const problem of found.flat()) problems.set(formatProblem(problem), problem);
  }
  if (problems.size > 0) throw new ProblemError([...problems.values()]);
}

/** What hosts know before a run. They share what they know of each other, so that those that are alike stay so. */
function variablesOfHosts({
  playbook,
  modules,
  hostsOf,
  given,
}: CheckOptions): (host: Host) => HostVariables {
  const promises = futureVariables(playbook, modules);
  const hosts = playbook.plays.flatMap(hostsOf);
  const [first] = hosts;
  const inventory = inventoryIn(first ? given(first) : {});
  const known = new Map<string, HostVariables>();
  const hostvars = hostvarsBefore((name) => known.get(name), inventory);
  const meet = (host: Host) => new HostVariables({ promises, ...withHostvars(given(host), hostvars) });
  for (const host of hosts) if (!known.has(host.name)) known.set(host.name, meet(host));
  return (host) => known.get(host.name) ?? meet(host);
}

function problemsOfLimits(play: Play, hosts: readonly Host[], options: CheckOptions): readonly Problem[] {
  return problemsIn(() => {
    try {
      batchLimitsFor(play, hosts, options);
    } catch (error) {
      if (!(error instanceof Unset)) throw error;
    }
    return [];
  });
}

function problemsOf(task: Task, scope: Scope, options: CheckOptions): readonly Problem[] {
  const module = options.modules.get(task.module);
  if (!module) return [];
  return problemsIn(() => {
    const items = resolveTask(task, module, scope, { files: options.files });
    return items.flatMap((item) => {
      if (item.kind !== 'ready' || item.delegate === undefined || options.isHost(item.delegate)) return [];
      const place = task.delegateTo?.place;
      return [{ message: `delegate_to names "${item.delegate}", which is not in the inventory`, place }];
    });
  });
}

/** What is brought in is checked where it is known today that it will be, for its own item. */
function problemsOfInclude(include: Include, scope: Scope, options: CheckOptions): readonly Problem[] {
  const { task } = include;
  const module = options.modules.get(task.module);
  if (!module) return [];
  return problemsIn(() =>
    resolveTask(task, module, scope, { files: options.files }).flatMap((item) => {
      if (item.kind !== 'ready') return [];
      const turn = turnOf(include, item, options.files);
      if ('wrong' in turn) return [{ message: turn.wrong, place: task.params.place, advice: turn.advice }];
      return problemsOfParts(turn.branch.parts, scope.with('role parameters', turn.over), options);
    }),
  );
}

function problemsOfParts(parts: readonly Part[], scope: Scope, options: CheckOptions): readonly Problem[] {
  const sure = withoutIncludes(parts);
  const blocks = blocksIn(sure);
  const given = blocks.flatMap((block) => problemsOfRole(block, scope, options));
  if (given.length > 0) return given;
  return [
    ...tasksIn(sure).flatMap((task) => problemsOf(task, scope, options)),
    ...blocks.flatMap((block) => problemsOfUndo(block, scope, options)),
    ...includesIn(parts).flatMap((include) => problemsOfInclude(include, scope, options)),
  ];
}

function problemsOfRole(block: Block, scope: Scope, { files }: CheckOptions): readonly Problem[] {
  const needed = block.arguments ?? [];
  return problemsIn(() => needed.flatMap((use) => problemsOfArguments(use, scope, { files })));
}

function problemsOfUndo({ transaction }: Block, scope: Scope, { files }: CheckOptions): readonly Problem[] {
  return problemsIn(() => {
    try {
      if (transaction) undoCommands(transaction, scope, { files });
    } catch (error) {
      if (!(error instanceof Unset)) throw error;
    }
    return [];
  });
}

function problemsIn(find: () => readonly Problem[]): readonly Problem[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}
