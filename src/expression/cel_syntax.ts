// Condition text to something that runs, once for each text; CEL's errors in our words.

import {
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { adviceForCondition } from './jinja.js';
import { type Naming, namingsIn } from './names.js';

/** A mistake in a condition; `offset` counts characters of its text. */
export interface CelMistake {
  readonly kind: 'mistake';
  readonly offset: number;
  readonly message: string;
  readonly advice: string | undefined;
}

export interface Condition {
  readonly kind: 'condition';
  /** Variables that it may read, given which ones exist. Those that has() asks for need not exist. */
  names(isKnown: (name: string) => boolean): readonly Naming[];
  mentions(name: string): boolean;
  /** The first mistake that the types of its literals show. */
  check(): CelMistake | undefined;
  run(isKnown: (name: string) => boolean, variables: object): unknown;
}

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
const cache = new Map<string, Condition | CelMistake>();
const programs = new Map<string, ParseResult>();
const cacheSize = 2000;

/** Names that mean something to CEL itself: a variable of that name is read under another one. */
export const celNames: ReadonlySet<string> = new Set(
  'bool bytes cel double dyn duration int list map null_type optional string timestamp type uint'.split(' '),
);

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
  const asked = new Set(namings.flatMap((naming) => (naming.kind === 'test' ? [naming.name] : [])));
  return {
    kind: 'condition',
    names: (isKnown) => namings.filter(({ name }) => isKnown(name) || !asked.has(name)),
    mentions: (name) => namings.some((naming) => naming.name === name),
    check() {
      const { renamed } = renameCelNames(answerTests(text, namings, always), namings, always);
      const { valid, error } = parseProgram(renamed).check();
      return valid ? undefined : explainError(error, text);
    },
    run(isKnown, variables) {
      const { renamed, aliases } = renameCelNames(answerTests(text, namings, isKnown), namings, isKnown);
      for (const [name, alias] of aliases) addAlias(variables, name, alias);
      return parseProgram(renamed)(variables);
    },
  };
}

const always = () => true;

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

/**
 * A variable that is called like something of CEL's gets a name of the same length, so that the offsets stay. Calls
 * (`int(x)`) keep theirs: what is called is no variable.
 */
function renameCelNames(text: string, namings: readonly Naming[], isKnown: (name: string) => boolean) {
  let renamed = text;
  const aliases = new Map<string, string>();
  for (const naming of namings) {
    const { name } = naming;
    const at = naming.kind === 'use' ? naming.start : naming.at;
    if (!celNames.has(name) || !isKnown(name) || !renamed.startsWith(name, at)) continue;
    const alias = aliases.get(name) ?? freeName(name, text);
    aliases.set(name, alias);
    renamed = renamed.slice(0, at) + alias + renamed.slice(at + name.length);
  }
  return { renamed, aliases };
}

/** As long as the name, and not in the text. */
function freeName(name: string, text: string): string {
  for (let code = 0; ; code += 1) {
    const alias = `_${code.toString(36)}`.padEnd(name.length, '_').slice(0, name.length);
    if (!text.includes(alias)) return alias;
  }
}

function addAlias(variables: object, name: string, alias: string): void {
  const property = Object.getOwnPropertyDescriptor(variables, name);
  if (property) Object.defineProperty(variables, alias, property);
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
  const said = lowerFirst(error.summary);
  const explained = explanations[error.code]?.(text, offset, said);
  const advice = adviceForCondition(text) ?? explained?.advice;
  return { kind: 'mistake', offset, message: explained?.message ?? said, advice };
}

type Explain = (
  text: string,
  offset: number,
  said: string,
) => { readonly message: string; readonly advice?: string };

const unexpected: Explain = (text, offset) => {
  const word = /^(\w+|\S)/.exec(text.slice(offset))?.[0];
  return { message: `not a condition: unexpected ${word === undefined ? 'end' : `"${word}"`}` };
};

/** `tls: yes` is text in YAML 1.2: alone it counts as a boolean, but CEL does not calculate with it. */
const booleanWanted: Explain = (_, __, said) => ({
  message: said,
  advice: 'write true or false, without quotes, where the variable gets its value',
});

/** By the codes of the library; its other errors say well enough what is wrong. */
const explanations: Readonly<Record<string, Explain>> = {
  unexpected_character: unexpected,
  unexpected_token: unexpected,
  expected_token: unexpected,
  invalid_logical_operand: booleanWanted,
  invalid_condition_type: booleanWanted,
  no_such_overload(text, offset, said) {
    const types = said.replace(/^no such overload: /, '').replace(/dyn<(\w+)>/g, '$1');
    if (types === '!string') return booleanWanted(text, offset, 'expected true or false after !');
    const advice = 'convert with int(x), double(x) or string(x)';
    return { message: `these types do not go together: ${types}`, advice };
  },
  no_such_key(_, __, said) {
    const key = said.replace(/^no such key: /, '');
    return { message: `there is no "${key}"`, advice: `ask has(x.${key}) first where it may be missing` };
  },
  reserved_identifier: (_, __, said) => ({
    message: said,
    advice: 'CEL keeps this word for itself; use another name',
  }),
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
