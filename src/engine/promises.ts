// The variables that a playbook promises: registered results and set facts. Until their task runs they are unset, so
// that reading one is "not known yet", while a misspelt name is a mistake that is found before any host is touched.

import type { Levels } from '../expression/precedence.js';
import type { Module } from '../module.js';
import { tasksIn } from '../playbook/parts_of.js';
import type { Playbook } from '../playbook/play.js';
import { Memory } from './memory.js';

/** A host's memory at the start of a run. A variable that it has anyway keeps its value until it is set. */
export function hostMemory(given: Levels, playbook: Playbook, modules: ReadonlyMap<string, Module>): Memory {
  const memory = new Memory(given);
  for (const [name, because] of promisesOf(playbook, modules)) memory.unset(name, because, 'promises');
  return memory;
}

function promisesOf(playbook: Playbook, modules: ReadonlyMap<string, Module>): ReadonlyMap<string, string> {
  const promises = new Map<string, string>();
  for (const play of playbook.plays) {
    for (const task of [...tasksIn(play.tasks), ...play.handlers]) {
      const because = `the task "${task.name.text}", which sets it, has not run`;
      if (task.register) promises.set(task.register, because);
      const module = modules.get(task.module);
      if (module?.kind !== 'action' || !module.assigns) continue;
      for (const { key } of task.params.entries) promises.set(key, because);
    }
  }
  return promises;
}
