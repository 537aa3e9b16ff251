// What a task leaves for later: registered variables, and the handlers that it notifies.

import {
  type FinalVariable,
  final,
  type Heard,
  heardBoth,
  type UnsetVariable,
  unset,
} from '../../expression/scope.js';
import type { JsonObject } from '../../json.js';
import type { Task } from '../../playbook/play.js';
import type { Resolved } from '../../playbook/resolve.js';
import { neverChanges } from '../../playbook/task.js';
import type { ItemResult } from './result.js';
import type { TaskHost } from './task_host.js';

export function register(host: TaskHost, task: Task, results: readonly ItemResult[]): void {
  const secret = holdsSecret(task, results);
  for (const { facts, heard } of results) {
    for (const [name, fact] of Object.entries(facts ?? {})) host.variables.set(name, fact, secret, heard);
  }
  if (task.register) host.variables.register(task.register, registered(host, task, results));
}

/** With `for_each` it is read in each entry as that of this one, known or not. */
function registered(
  host: TaskHost,
  task: Task,
  results: readonly ItemResult[],
): FinalVariable | UnsetVariable {
  const of = (some: readonly ItemResult[], loops: boolean): FinalVariable | UnsetVariable => {
    if (some.some((result) => result.registered === undefined))
      return unset(`the result of "${task.name.text}", which runs only in apply`);
    return final(combined(some, loops), holdsSecret(task, some), saidBy(host, task, some));
  };
  const loops = task.loop !== undefined;
  if (!task.forEach) return of(results, loops);
  const count = Math.max(0, ...results.map(({ entry = 0 }) => entry + 1));
  const entries = Array.from({ length: count }, (_, at) =>
    of(
      results.filter(({ entry = 0 }) => entry === at),
      loops,
    ),
  );
  return { ...of(results, true), entries };
}

function holdsSecret(task: Task, results: readonly ItemResult[]): boolean {
  return task.noLog || results.some((result) => result.secret || result.holdsSecret);
}

/** The host that answered: itself, the one that does it for all, or the one it is delegated to. */
function saidBy({ host }: TaskHost, task: Task, results: readonly ItemResult[]): Heard {
  const said = results.map(({ actedOn = host.name }): Heard => {
    return { host: actedOn, what: `the result of "${task.name.text}" on ${actedOn}` };
  });
  return said.reduce<Heard | undefined>(heardBoth, undefined) ?? { host: host.name, what: task.name.text };
}

/** @param loops whether several are one result, which keeps them as `results` */
function combined(results: readonly ItemResult[], loops: boolean): JsonObject {
  const all = results.map((result) => result.registered ?? {});
  const [only] = all;
  if (!loops) return only ?? {};
  const any = (key: string) => all.some((one) => one[key] === true);
  return {
    changed: any('changed'),
    failed: any('failed'),
    skipped: all.every((one) => one.skipped === true),
    results: all,
  };
}

/** A result of a loop carries what it is the result of, by Ansible's names. */
export function withLoopItem({ loop }: Task, { turn, entry }: Resolved, untold: ItemResult): ItemResult {
  const result = { ...untold, ...(entry !== undefined && { entry }) };
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

export function notify(host: TaskHost, task: Task, item: Resolved, result: ItemResult): void {
  if (item.kind === 'ready' && isCause(result)) {
    // What a block leaves when it is put back may run with files that are gone.
    const stays = task.irreversible && host.transaction !== undefined;
    if (item.delegate === undefined && !stays) host.notified.start(result.starts ?? []);
    const secret = host.hidesOutput === true || item.handlesSecret;
    for (const name of item.notify) {
      host.notified.note(name, secret);
      if (task.irreversible) host.transaction?.lasting.add(name);
    }
  } else if (host.run.mode === 'plan' && result.status === 'unknown' && !neverChanges(task)) {
    const names = item.kind === 'ready' ? item.notify : task.notify.map(({ text }) => text);
    for (const name of names) host.notified.notePerhaps(name, item.title);
  }
}

/** Whether what the task notifies is due. */
function isCause({ status, touched }: ItemResult): boolean {
  return status === 'changed' || status === 'would_change' || (status === 'failed' && touched === true);
}
