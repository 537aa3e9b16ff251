// `for_each`: the entries of the list that it names.

import { type Entry, entriesOf } from '../expression/entries.js';
import type { ExpressionContext } from '../expression/reading.js';
import type { Scope } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import type { LocatedScalar } from '../yaml/located.js';

/** @throws ProblemError for a list that cannot be used, at its place */
export function entriesFor(list: LocatedScalar, scope: Scope, context: ExpressionContext): readonly Entry[] {
  const outside = scope.outside ?? scope;
  return entriesOf(list.text, scope, list.place, (node) => evaluate(node, outside, context)).present;
}
