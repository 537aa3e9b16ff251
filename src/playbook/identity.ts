// Who a task runs as: its own `become`, else what the inventory says of the host, else the login user.

import type { Identity } from '../connection.js';
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
  if (task.becomeUser) {
    return { kind: 'become', user: textFrom(task.becomeUser, 'the name of a user', scope, context) };
  }
  return { kind: 'become', user: String(variableOr('ansible_become_user', 'root', scope, context)) };
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
  if (variable.kind === 'unset') return otherwise;
  return wholeValue({ kind: 'node', node: variable.node, path: name }, reading);
}
