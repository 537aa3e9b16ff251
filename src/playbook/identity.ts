// Who a task runs as: its own `become`, else what the inventory says of the host, else the login user.

import { becomeMethods, type Identity } from '../connection.js';
import { type ExpressionContext, wholeValue } from '../expression/reading.js';
import type { Scope } from '../expression/scope.js';
import { evaluate, startReading } from '../expression/template.js';
import { fail } from '../problem.js';
import type { Located } from '../yaml/located.js';
import { flagOf } from '../yaml/shape.js';
import type { Task } from './play.js';

/** @throws ProblemError where `become` is no boolean, or a user's name no text */
export function identityOf(task: Task, scope: Scope, context: ExpressionContext): Identity {
  const become = task.become
    ? flagFrom(task.become, scope, context)
    : flagOf(variableOr('ansible_become', false, scope, context));
  if (become !== true) return { kind: 'login' };
  const user = task.becomeUser
    ? textFrom(task.becomeUser, 'the name of a user', scope, context)
    : String(variableOr('ansible_become_user', 'root', scope, context));
  return { kind: 'become', user, ...methodOf(task, scope, context) };
}

/** sudo is not named, so that the same identity always looks the same. */
function methodOf({ becomeMethod, place }: Task, scope: Scope, context: ExpressionContext) {
  const name = becomeMethod
    ? textFrom(becomeMethod, 'sudo, su or doas', scope, context)
    : variableOr('ansible_become_method', 'sudo', scope, context);
  const method = becomeMethods.find((known) => known === name);
  if (method === undefined) return fail('become_method is sudo, su or doas', becomeMethod?.place ?? place);
  return method === 'sudo' ? {} : { method };
}

/**
 * A text of the user's, filled in. It names a host, a user or a handler, and messages tell it even if it comes from an
 * encrypted file: nobody could mend what they are not told.
 *
 * @param what for the error: `the name of a host`
 */
export function textFrom(node: Located, what: string, scope: Scope, context: ExpressionContext): string {
  const { value } = evaluate(node, scope, context);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value !== '') return value;
  return fail(`expected ${what}`, node.place);
}

function flagFrom(node: Located, scope: Scope, context: ExpressionContext): boolean {
  const flag = flagOf(evaluate(node, scope, context).value);
  return flag ?? fail('become is true or false', node.place);
}

function variableOr<Value>(name: string, otherwise: Value, scope: Scope, context: ExpressionContext) {
  const variable = scope.lookup(name);
  if (!variable) return otherwise;
  const reading = startReading(scope, context);
  if (variable.kind === 'final') return variable.value;
  if (variable.kind !== 'source') return otherwise;
  return wholeValue({ kind: 'node', node: variable.node, path: name }, reading);
}
