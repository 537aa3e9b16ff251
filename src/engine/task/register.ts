// What a task leaves for those after it: its registered result, and the variables that an action set.

import { type Heard, heardBoth } from '../../expression/scope.js';
import type { JsonObject } from '../../json.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved } from '../../playbook/resolve.js';
import type { ItemResult } from './result.js';
import type { TaskHost } from './task_host.js';

export function register(host: TaskHost, task: Task, results: readonly ItemResult[]): void {
  const secret = task.noLog || results.some(({ secret, holdsSecret }) => secret || holdsSecret);
  for (const { facts, heard } of results) {
    for (const [name, fact] of Object.entries(facts ?? {})) host.memory.set(name, fact, secret, heard);
  }
  if (!task.register) return;
  const because = `the result of "${task.name.text}", which runs only in apply`;
  if (results.some((result) => result.registered === undefined)) host.memory.unset(task.register, because);
  else host.memory.set(task.register, combined(task, results), secret, saidBy(host, task, results));
}

/** Whoever answered: the host itself, who does it for all, or who it is delegated to. */
function saidBy({ host }: TaskHost, task: Task, results: readonly ItemResult[]): Heard {
  const said = results.map(({ actedOn = host.name }): Heard => {
    return { host: actedOn, what: `the result of "${task.name.text}" on ${actedOn}` };
  });
  return said.reduce<Heard | undefined>(heardBoth, undefined) ?? { host: host.name, what: task.name.text };
}

function combined(task: Task, results: readonly ItemResult[]): JsonObject {
  const all = results.map((result) => result.registered ?? {});
  const [only] = all;
  if (!task.loop) return only ?? {};
  const any = (key: string) => all.some((one) => one[key] === true);
  return {
    changed: any('changed'),
    failed: any('failed'),
    skipped: all.every((one) => one.skipped === true),
    results: all,
  };
}

/** A result of a loop carries what it is the result of, by Ansible's names. */
export function withLoopItem({ loop }: Task, { turn }: Resolved, result: ItemResult): ItemResult {
  if (!loop || !turn || !result.registered) return result;
  const finals = [...turn].flatMap(([name, variable]) =>
    variable.kind === 'final' ? [{ name, ...variable }] : [],
  );
  const registered = {
    ...result.registered,
    ...Object.fromEntries(finals.map(({ name, value }) => [name, value])),
    ansible_loop_var: loop.variable,
    ...(loop.index !== undefined && { ansible_index_var: loop.index }),
  };
  return { ...result, registered, holdsSecret: finals.some(({ secret }) => secret) };
}
