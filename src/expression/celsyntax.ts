// Condition text to something that runs, once for each text; CEL's errors in our words.

import {
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { adviceForCondition } from './jinja.js';
import { type NameUse, type Naming, namingsIn } from './names.js';

/** A mistake in a condition; `offset` counts characters of its text. */
export interface CelMistake {
  readonly kind: 'mistake';
  readonly offset: number;
  readonly message: string;
  readonly advice: string | undefined;
}

export interface Condition {
  readonly kind: 'condition';
  /** Variables that have to exist, given which ones do: those that has() asks for need not. */
  names(isKnown: (name: string) => boolean): readonly NameUse[];
  mentions(name: string): boolean;
  /** The first mistake that the types of its literals show. */
  check(): CelMistake | undefined;
  run(isKnown: (name: string) => boolean, variables: object): unknown;
}

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
const cache = new Map<string, Condition | CelMistake>();
const programs = new Map<string, ParseResult>();
const cacheSize = 2000;

export function parseCondition(text: string): Condition | CelMistake {
  return remember(cache, text, () => {
    try {
      return conditionOf(text, namingsIn(parseProgram(text).ast));
    } catch (error) {
      return explainError(error, text);
    }
  });
}

function conditionOf(text: string, namings: readonly Naming[]): Condition {
  const uses = namings.filter((naming) => naming.kind === 'use');
  const asked = new Set(namings.flatMap((naming) => (naming.kind === 'test' ? [naming.name] : [])));
  return {
    kind: 'condition',
    names: (isKnown) => uses.filter(({ name }) => isKnown(name) || !asked.has(name)),
    mentions: (name) => namings.some((naming) => naming.name === name),
    check() {
      const { valid, error } = parseProgram(answerTests(text, namings, () => true)).check();
      return valid ? undefined : explainError(error, text);
    },
    run: (isKnown, variables) => parseProgram(answerTests(text, namings, isKnown))(variables),
  };
}

/**
 * Writes the answers of has(x) into the text, and of has(x.y) where there is no x, because CEL has no way to ask.
 * Spaces keep every other character at its offset.
 */
function answerTests(text: string, namings: readonly Naming[], isKnown: (name: string) => boolean): string {
  let answered = text;
  for (const naming of namings) {
    if (naming.kind !== 'test' || (isKnown(naming.name) && !naming.bare)) continue;
    const { name, start, end } = naming;
    answered = answered.slice(0, start) + String(isKnown(name)).padEnd(end - start) + answered.slice(end);
  }
  return answered;
}

function parseProgram(text: string): ParseResult {
  return remember(programs, text, () => environment.parse(text));
}

function remember<Value>(known: Map<string, Value>, text: string, make: () => Value): Value {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= cacheSize) known.clear();
  const made = make();
  known.set(text, made);
  return made;
}

/** @throws what is not an error of CEL: that is ours */
export function explainError(error: unknown, text: string): CelMistake {
  if (!(error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError))
    throw error;
  const offset = Math.min(error.range?.start ?? 0, text.length);
  const advice = adviceForCondition(text);
  switch (error.code) {
    case 'no_such_overload': {
      const types = error.summary.replace(/^no such overload: /i, '').replace(/dyn<(\w+)>/g, '$1');
      return mistake(
        offset,
        `these types do not go together: ${types}`,
        advice ?? 'convert with int(x) or string(x)',
      );
    }
    case 'no_such_key': {
      const key = error.summary.replace(/^No such key: /, '');
      return mistake(offset, `there is no "${key}"`, `ask has(x.${key}) first where it may be missing`);
    }
    case 'reserved_identifier':
      return mistake(
        offset,
        `${lowerFirst(error.summary)}`,
        'CEL keeps this word for itself; use another name',
      );
    default:
      if (error instanceof ParseError)
        return mistake(offset, `not a condition: ${lowerFirst(error.summary)}`, advice);
      return mistake(offset, lowerFirst(error.summary), advice);
  }
}

function mistake(offset: number, message: string, advice: string | undefined): CelMistake {
  return { kind: 'mistake', offset, message, advice };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
