// Who is to own the lock of a host, told from the text of the plays.

import { becomeMethods, type Identity } from '../../connection.js';
import type { Scope } from '../../expression/scope.js';
import { partsOf, tasksIn } from '../../playbook/parts_of.js';
import type { Play, Task } from '../../playbook/play.js';

/** Told from the text alone, before any host is asked; where root turns out to be refused, it is the login user. */
export function lockOwnerOf(plays: readonly Play[], scope: Scope): Identity {
  const tasks = plays.flatMap((play) => tasksIn(partsOf(play)));
  const task = tasks.find((one) => mayBecomeRoot(one, scope));
  return task ? { kind: 'become', user: 'root', ...methodOf(task, scope) } : { kind: 'login' };
}

function methodOf({ becomeMethod }: Task, scope: Scope) {
  const name = becomeMethod ? constantOf(becomeMethod) : setting(scope, 'ansible_become_method');
  const method = becomeMethods.find((known) => known === name && known !== 'sudo');
  return method ? { method } : {};
}

function mayBecomeRoot(task: Task, scope: Scope): boolean {
  const become = task.become ? constantOf(task.become) : setting(scope, 'ansible_become');
  if ([undefined, null, false, 'no', 'off', 'false'].some((no) => no === become)) return false;
  const user = task.becomeUser ? constantOf(task.becomeUser) : setting(scope, 'ansible_become_user');
  return user === undefined || user === 'root';
}

function setting(scope: Scope, name: string) {
  const variable = scope.lookup(name);
  if (variable?.kind === 'source') return constantOf(variable.node);
  return variable?.kind === 'final' ? variable.value : undefined;
}

/** A template stays the text that it is: it may come to anything. */
function constantOf(node: NonNullable<Task['become']>) {
  return node.kind === 'scalar' ? node.value : node.kind;
}
