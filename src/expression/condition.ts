// Conditions (`when`, `changed_when`, `that`): CEL, the expression language of Kubernetes, made strict about names.
//
// Beyond CEL, `has(x)` asks whether there is a variable x; CEL knows only `has(x.y)`, which is false here where
// there is no x. Words for booleans (`when: tls` with `tls: yes`) are booleans.

import type { Json } from '../json.js';
import { didYouMean } from '../nearest.js';
import { fail, type Place, type Problem, ProblemError } from '../problem.js';
import { type LocatedScalar, scalarAt } from '../yaml/located.js';
import { placeWithin } from '../yaml/position.js';
import { flagOf } from '../yaml/shape.js';
import { fromCel, toCel } from './cel.js';
import { type CelMistake, type Condition, celNames, explainError, parseCondition } from './cel_syntax.js';
import { adviceForCondition } from './jinja.js';
import type { ExpressionContext, Reading } from './reading.js';
import { type Scope, Unset } from './scope.js';
import { childOf } from './settle.js';
import { type Evaluated, startReading } from './template.js';

/**
 * Whether the condition holds.
 *
 * @throws ProblemError for mistakes in it, unknown names, and a result that is neither true nor false
 * @throws Unset when the answer depends on a variable that has no value yet
 */
export function test(condition: LocatedScalar, scope: Scope, context: ExpressionContext): Evaluated<boolean> {
  const { value: result, secret } = calculate(condition, scope, context);
  const flag = flagOf(result);
  if (flag !== undefined) return { value: flag, secret };
  return fail(
    'the condition is neither true nor false',
    condition.place,
    'compare with == or <, or write size(x) > 0 or has(x)',
  );
}

/**
 * The value of an expression: a variable, a part of one (`result.stdout`), or computed. Throws as `test` does.
 *
 * @param place where the expression begins, for its errors
 */
export function value(text: string, place: Place, scope: Scope, context: ExpressionContext): Evaluated<Json> {
  return calculate(scalarAt(text, place), scope, context);
}

function calculate(expression: LocatedScalar, scope: Scope, context: ExpressionContext): Evaluated<Json> {
  const word =
    flagOf(expression.value) ?? (typeof expression.value === 'string' ? undefined : expression.value);
  if (word !== undefined) return { value: word, secret: false };
  const parsed = parseCondition(expression.text);
  if (parsed.kind === 'mistake') throw new ProblemError([problemOf(parsed, expression)]);
  const isKnown = (name: string) => scope.lookup(name) !== undefined;
  const unknown = parsed.names(isKnown).filter(({ name }) => !isKnown(name) && !celNames.has(name));
  if (unknown.length > 0) throw new ProblemError(unknown.map((use) => unknownName(use, expression, scope)));
  const reading = startReading(scope, context);
  const result = fromCel(run(parsed, isKnown, reading, expression));
  if (result === undefined)
    fail('the expression has no value that can be shown or compared', expression.place);
  return { value: result, secret: reading.secret, heard: reading.heard };
}

/** Mistakes that can be seen before there are variables. */
export function checkSyntax(condition: LocatedScalar): readonly Problem[] {
  if (typeof condition.value === 'boolean') return [];
  if (typeof condition.value !== 'string') {
    return [{ message: 'a condition is an expression or true or false', place: condition.place }];
  }
  const parsed = parseCondition(condition.text);
  const mistake = parsed.kind === 'mistake' ? parsed : parsed.check();
  return mistake ? [problemOf(mistake, condition)] : [];
}

/** Whether the condition reads the variable: those that do not read `item` are decided once for a whole loop. */
export function mentions(condition: LocatedScalar, name: string): boolean {
  const parsed = parseCondition(condition.text);
  return parsed.kind === 'condition' && parsed.mentions(name);
}

function run(
  condition: Condition,
  isKnown: (name: string) => boolean,
  reading: Reading,
  expression: LocatedScalar,
): unknown {
  // CEL's || and && drop the errors of a side that does not decide. A user's mistake must not be dropped.
  const mistakes: ProblemError[] = [];
  const guard = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (error instanceof ProblemError) mistakes.push(error);
      throw error;
    }
  };
  const variables: object = Object.create(null);
  for (const { name } of condition.names(isKnown)) {
    const get = () => {
      const reference = guard(() => childOf({ kind: 'scope' }, name, reading));
      return reference && toCel(reference, reading, guard);
    };
    Object.defineProperty(variables, name, { enumerable: true, configurable: true, get });
  }
  const outcome = attempt(() => condition.run(isKnown, variables), reading, expression);
  const [mistake] = mistakes;
  if (mistake) throw mistake;
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

function attempt(
  calculation: () => unknown,
  reading: Reading,
  expression: LocatedScalar,
): { result: unknown } | { error: unknown } {
  try {
    return { result: calculation() };
  } catch (error) {
    if (error instanceof ProblemError || error instanceof Unset) return { error };
    const mistake = explainError(error, expression.text);
    // CEL quotes keys and values in its errors, and the advice repeats them.
    const hidden = { message: 'cannot be evaluated with this secret value', advice: undefined };
    const said = reading.secret ? { ...mistake, ...hidden } : mistake;
    return { error: new ProblemError([problemOf(said, expression)]) };
  }
}

function unknownName(use: { name: string; start: number }, expression: LocatedScalar, scope: Scope): Problem {
  const { name, start } = use;
  const advice = didYouMean(name, scope.names()) ?? adviceForCondition(expression.text);
  return {
    message: `unknown variable "${name}"`,
    place: placeWithin(expression, start),
    advice: advice ?? `set it, or ask has(${name}) first; a text needs quotes: "${name}"`,
  };
}

function problemOf({ message, offset, advice }: CelMistake, expression: LocatedScalar): Problem {
  return { message, place: placeWithin(expression, offset), advice };
}
