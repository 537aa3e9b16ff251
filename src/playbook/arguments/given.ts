// What a role is given for its arguments on one host, as far as it is known.

import type { ExpressionContext } from '../../expression/reading.js';
import { type Scope, Unset } from '../../expression/scope.js';
import { evaluate } from '../../expression/template.js';
import type { Json } from '../../json.js';
import { type Place, type Problem, ProblemError } from '../../problem.js';
import { keyPlaceAt, type Located, placeAt, scalarAt } from '../../yaml/located.js';

/** A value, or a part of one, with what is needed to speak of it. */
export interface Given {
  readonly value: Json;
  /** It must not be quoted. */
  readonly isHidden: boolean;
  /** Keys and indexes that lead to it, from the name of the argument on. */
  readonly path: readonly (string | number)[];
  readonly place: Place;
  readonly keyPlace: (key: string) => Place;
  readonly part: (step: string | number, value: Json) => Given;
}

/** 'unknown': it hangs on what a host has not said yet. */
export type Answer = Given | 'absent' | 'unknown';

/**
 * @param place of the role's name, for values that stand in no file
 * @param problems receives what keeps a value from being computed
 */
export function answerFrom(
  scope: Scope,
  context: ExpressionContext,
  name: string,
  place: Place,
  problems: Problem[],
): Answer {
  const variable = scope.lookup(name);
  if (!variable) return 'absent';
  const node = variable.kind === 'source' ? variable.node : scalarAt(name, place);
  try {
    const { value, secret } = evaluate(scalarAt(`{{${name}}}`, place), scope, context);
    return givenBy(node, value, secret, [name]);
  } catch (error) {
    if (error instanceof ProblemError) problems.push(...error.problems);
    else if (!(error instanceof Unset)) throw error;
    return 'unknown';
  }
}

function givenBy(node: Located, value: Json, isHidden: boolean, path: Given['path']): Given {
  const inside = path.slice(1);
  return {
    value,
    isHidden,
    path,
    place: placeAt(node, inside),
    keyPlace: (key) => keyPlaceAt(node, inside, key),
    part: (step, part) => givenBy(node, part, isHidden, [...path, step]),
  };
}
