// The items of a loop, and each in a few words for progress and reports.

import type { ExpressionContext } from '../expression/reading.js';
import { final, type Scope, Unset, type Variable } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import { isJsonObject, type Json } from '../json.js';
import { fail } from '../problem.js';
import type { Located } from '../yaml/located.js';

/** Items of a list in the file are filled in one by one, so that one that is not known yet leaves the others alone. */
export function loopItems(loop: Located, scope: Scope, context: ExpressionContext): readonly Variable[] {
  if (loop.kind === 'list') return loop.items.map((node) => itemOf(node, scope, context));
  const { value, secret, heard } = evaluate(loop, scope, context);
  if (!Array.isArray(value))
    fail('loop needs a list', loop.place, 'write loop: "{{ name_of_a_list }}" or a list');
  return value.map((item) => final(item, secret, heard));
}

function itemOf(node: Located, scope: Scope, context: ExpressionContext): Variable {
  try {
    const { value, secret, heard } = evaluate(node, scope, context);
    return final(value, secret, heard);
  } catch (error) {
    if (error instanceof Unset) return { kind: 'unset', because: error.because };
    throw error;
  }
}

const longest = 60;

/** Its text; of a map its `name`, if it has one; hidden if it is secret. */
export function labelOf(value: Json, secret: boolean): string {
  if (secret) return '(hidden)';
  const text = textOf(isJsonObject(value) && typeof value.name === 'string' ? value.name : value);
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ') : JSON.stringify(value);
}
