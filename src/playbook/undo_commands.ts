// The `undo` commands of a block, filled in for a host.

import type { ExpressionContext } from '../expression/reading.js';
import type { Scope } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import { fail } from '../problem.js';
import { textFrom } from './identity.js';
import type { Transaction } from './play.js';

/**
 * @throws ProblemError where one is no text, or holds something secret: the host keeps it on its disk
 * @throws Unset when one reads a variable that has no value yet
 */
export function undoCommands(
  { undo }: Transaction,
  scope: Scope,
  context: ExpressionContext,
): readonly string[] {
  return undo.map((node) => {
    if (evaluate(node, scope, context).secret) {
      const advice = 'have a task before the block write the secret to a file, and the command read it there';
      fail('undo: the host keeps this command on its disk, so it cannot hold a secret', node.place, advice);
    }
    return textFrom(node, 'a command', scope, context);
  });
}
