// The variables that a playbook promises: registered results and set facts. Until their task runs they are unset, so
// that reading one is "not known yet", while a misspelt name is a mistake that is found before any host is touched.

import { unset, type Variable, type Variables } from '../../expression/scope.js';
import type { Module } from '../../module.js';
import { includedIn, partsOf, tasksIn } from '../../playbook/parts_of.js';
import type { Playbook } from '../../playbook/play.js';

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
