// Who a task runs as: its own `become`, else what the inventory says of the host, else the login user.

import { becomeMethods, type Identity } from '../connection.js';
import type { ExpressionContext } from '../expression/reading.js';
import { type Heard, heardBoth, type Scope } from '../expression/scope.js';
import { wholeValue } from '../expression/settle.js';
import { type Evaluated, evaluate, startReading } from '../expression/template.js';
import type { Json } from '../json.js';
import { fail } from '../problem.js';
import type { Located } from '../yaml/located.js';
import { flagOf } from '../yaml/shape.js';
import type { Task } from './play.js';

/**
 * Who acts. What one host says decides nothing about who acts on another.
 *
 * @param delegate the host that it acts on, where that is another
 * @throws ProblemError where `become` is no boolean, a user's name no text, or either is another host's word
 */
export function identityOn(
  delegate: string | undefined,
  task: Task,
  scope: Scope,
  context: ExpressionContext,
): Identity {
  const { identity, heard } = identityOf(task, scope, context);
  const own = scope.lookup('inventory_hostname');
  const acting = delegate ?? (own?.kind === 'final' ? own.value : undefined);
  if (heard && heard.host !== acting)
    fail(
      `become is made of what another host said (${heard.what})`,
      task.becomeUser?.place ?? task.place,
      'write it by your own words, or take it from the inventory',
    );
  return identity;
}

/** The host that a task acts on. A host may choose among others where the playbook lets it, but not this machine. */
export function delegateOf(name: Located, scope: Scope, context: ExpressionContext): string {
  const { value, heard } = evaluate(name, scope, context);
  if (heard && thisMachine.test(String(value)))
    fail(
      `a host named this machine (${heard.what})`,
      name.place,
      'write delegate_to: localhost by your own words',
    );
  return nameFrom(value, 'the name of a host', name);
}

const thisMachine = /^\s*(localhost|127\.|::1)/i;

function identityOf(
  task: Task,
  scope: Scope,
  context: ExpressionContext,
): { readonly identity: Identity; readonly heard: Heard | undefined } {
  let heard: Heard | undefined;
  const read = (written: Located | undefined, name: string, otherwise: Json): Json => {
    const found = written ? evaluate(written, scope, context) : variableOr(name, otherwise, scope, context);
    heard = heardBoth(heard, found.heard);
    return found.value;
  };
  const become = flagOf(read(task.become, 'ansible_become', false));
  if (task.become && become === undefined) fail('become is true or false', task.become.place);
  if (become !== true) return { identity: { kind: 'login' }, heard };
  const user = read(task.becomeUser, 'ansible_become_user', 'root');
  const method = read(task.becomeMethod, 'ansible_become_method', 'sudo');
  const identity: Identity = {
    kind: 'become',
    user: task.becomeUser ? nameFrom(user, 'the name of a user', task.becomeUser) : String(user),
    ...methodOf(method, task),
  };
  return { identity, heard };
}

/** sudo is not named, so that the same identity always looks the same. */
function methodOf(name: Json, { becomeMethod, place }: Task) {
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
  return nameFrom(evaluate(node, scope, context).value, what, node);
}

function nameFrom(value: Json, what: string, { place }: Located): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value !== '') return value;
  return fail(`expected ${what}`, place);
}

function variableOr(
  name: string,
  otherwise: Json,
  scope: Scope,
  context: ExpressionContext,
): Evaluated<Json> {
  const variable = scope.lookup(name);
  if (variable?.kind === 'final') return variable;
  if (variable?.kind !== 'source') return { value: otherwise, secret: false };
  const reading = startReading(scope, context);
  const value = wholeValue({ kind: 'node', node: variable.node, path: name }, reading);
  return { value, secret: reading.secret, heard: reading.heard };
}
