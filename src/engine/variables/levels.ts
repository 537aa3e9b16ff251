// Levels of variables that a run adds: what a play gives its hosts, and what its tasks will set, which is unset until then.

import type { Levels } from '../../expression/precedence.js';
import { final, unset, type Variable, type Variables } from '../../expression/scope.js';
import type { Module } from '../../module.js';
import { includedIn, partsOf, tasksIn } from '../../playbook/parts_of.js';
import type { Play, Playbook } from '../../playbook/play.js';

/** @param hosts of the play, in its order, when it begins. @param batch those that have their turn together */
export function playLevels(
  { roles, vars, varsFiles, prompted }: Play,
  hosts: readonly string[],
  batch: readonly string[] = hosts,
): Levels {
  const [all, together] = [final(hosts), final(batch)];
  return {
    ...roles,
    'play vars': vars,
    vars_prompt: prompted,
    vars_files: varsFiles,
    'magic variables': new Map([
      ['play_hosts', together],
      ['ansible_play_batch', together],
      ['ansible_play_hosts', all],
      ['ansible_play_hosts_all', all],
    ]),
  };
}

/** The same for all hosts: for the level `promises`, where a variable that a host has anyway keeps its value until it is set. */
export function futureVariables(playbook: Playbook, modules: ReadonlyMap<string, Module>): Variables {
  const failure = unset('no task of a block with a rescue has failed');
  const promises = new Map<string, Variable>([
    ['ansible_failed_task', failure],
    ['ansible_failed_result', failure],
  ]);
  for (const play of playbook.plays) {
    for (const task of tasksIn(partsOf(play))) {
      const promise = unset(`the task "${task.name.text}", which sets it, has not run`);
      if (task.register) promises.set(task.register, promise);
      const module = modules.get(task.module);
      if (module?.kind !== 'action' || !module.assigns) continue;
      for (const { key } of task.params.entries) promises.set(key, promise);
    }
    for (const { task, variables } of includedIn(partsOf(play)))
      for (const name of variables.keys())
        promises.set(name, unset(`the task "${task.name.text}", which sets it, has not run`));
  }
  return promises;
}
