// What a role is given against its specification: every problem with its place and its cure.

import { test } from '../../expression/condition.js';
import type { ExpressionContext } from '../../expression/reading.js';
import { type Scope, Unset } from '../../expression/scope.js';
import { isJsonObject, type Json } from '../../json.js';
import { didYouMean, nearest } from '../../nearest.js';
import { type Place, type Problem, ProblemError } from '../../problem.js';
import { entriesFor } from '../for_each.js';
import type { Inherited } from '../play.js';
import { taskScope } from '../task_scope.js';
import { problemsAmong } from './among.js';
import { type Answer, answerFrom, type Given } from './given.js';
import { broken, type Rule } from './rules.js';
import type { Argument, ArgumentSet } from './spec.js';
import { argumentTypes, type TypeName } from './types.js';

/** A role where it is used, and what it asks for. */
export interface RoleArguments {
  readonly role: string;
  /** Where it is named. */
  readonly place: Place;
  readonly set: ArgumentSet;
  readonly inherited: Pick<Inherited, 'when' | 'role' | 'vars' | 'forEach'>;
}

/** What can be told today: nothing where the role is skipped, or it is not known whether it is. */
export function problemsOfArguments(
  { role, place, set, inherited }: RoleArguments,
  hostScope: Scope,
  context: ExpressionContext,
): readonly Problem[] {
  const scope = taskScope(hostScope, inherited);
  const { forEach } = inherited;
  if (!forEach) return problemsIn({ role, place, set, inherited }, scope, context);
  const entries = entriesFor(forEach, scope, context);
  const problems = entries.flatMap((entry) =>
    problemsIn({ role, place, set, inherited }, entry.scope, context),
  );
  if (problems.length > 0) return problems;
  const told = entries.map((entry) => ({ ...entry, value: valueIn(entry.scope, context, place) }));
  return problemsAmong(forEach.text, set.among, told);
}

/** Whether it is certain that the role is skipped, so that it is asked for nothing. */
export function isSkipped(
  { inherited }: RoleArguments,
  hostScope: Scope,
  context: ExpressionContext,
): boolean {
  const { when, forEach } = inherited;
  const scope = taskScope(hostScope, inherited);
  return !forEach && when.some((condition) => !test(condition, scope, context).value);
}

/** What hangs on something unknown, or must not be quoted, is compared to nothing. */
function valueIn(scope: Scope, context: ExpressionContext, place: Place) {
  return (name: string): Json | undefined => {
    const answer = answerFrom(scope, context, name, place, []);
    return typeof answer === 'object' && !answer.isHidden ? answer.value : undefined;
  };
}

function problemsIn(
  { role, place, set, inherited }: RoleArguments,
  scope: Scope,
  context: ExpressionContext,
): readonly Problem[] {
  if (!isMeant(inherited.when, scope, context)) return [];
  const inTheWay: Problem[] = [];
  const answer = (name: string) => answerFrom(scope, context, name, place, inTheWay);
  const problems = problemsOfSet(set, answer, { role, place, within: '' });
  // What one wrong argument breaks in others is not worth a word beside it.
  return problems.length > 0 ? problems : inTheWay;
}

function isMeant(when: Inherited['when'], scope: Scope, context: ExpressionContext): boolean {
  try {
    return when.every((condition) => test(condition, scope, context).value);
  } catch (error) {
    // A mistake is told by the tasks of the role, which stand under the same condition.
    if (error instanceof Unset || error instanceof ProblemError) return false;
    throw error;
  }
}

/** Who asks, and for what: the role's arguments, or a map in one of them. */
interface Asker {
  readonly role: string;
  readonly place: Place;
  /** The path of that map; empty for the role's arguments. */
  readonly within: string;
}

function problemsOfSet(
  { arguments: known, rules }: ArgumentSet,
  answer: (name: string) => Answer,
  asker: Asker,
): readonly Problem[] {
  const answers = new Map([...known.keys()].map((name) => [name, answer(name)] as const));
  const given = (name: string) => {
    const found = answers.get(name) ?? 'absent';
    return typeof found === 'object' ? found.value : found === 'unknown' ? undefined : null;
  };
  const ofValues = [...known].flatMap(([name, argument]) => {
    const found = answers.get(name) ?? 'absent';
    if (found === 'unknown') return [];
    if (found !== 'absent' && found.value !== null)
      return problemsOfValue(argument, { ...found, isHidden: found.isHidden || argument.isHidden }, asker);
    return argument.required ? [missing(name, argument, asker)] : [];
  });
  const ofRules = rules.flatMap((rule) => {
    const words = broken(rule, given);
    const { within } = asker;
    const place = placeOfRule(rule, answers, asker);
    return words === undefined
      ? []
      : [{ message: within === '' ? words : `${within}: ${words}`, place, advice: adviceFor(rule, asker) }];
  });
  return [...ofValues, ...ofRules];
}

function adviceFor({ kind }: Rule, asker: Asker): string {
  return kind === 'exclusive' ? 'leave out all but one of them' : asks(asker);
}

/** What must not be given together stands in the user's files; what is missing stands nowhere. */
function placeOfRule(rule: Rule, answers: ReadonlyMap<string, Answer>, { place }: Asker): Place {
  if (rule.kind !== 'exclusive') return place;
  const given = rule.names.flatMap((name) => {
    const answer = answers.get(name);
    return typeof answer === 'object' && answer.value !== null ? [answer.place] : [];
  });
  return given.at(-1) ?? place;
}

function missing(name: string, { type, about }: Argument, { role, place, within }: Asker): Problem {
  const what = `${argumentTypes[type].words}${about === undefined ? '' : ` (${about})`}`;
  const inInventory = 'set it in the inventory, or under vars: where the role is named';
  const [path, advice] = within === '' ? [name, inInventory] : [`${within}.${name}`, 'write it there'];
  return { message: `the role "${role}" needs ${path}, ${what}`, place, advice };
}

function asks({ role }: Asker): string {
  return `the role "${role}" asks for it, in its meta/`;
}

function problemsOfValue(argument: Argument, given: Given, asker: Asker): readonly Problem[] {
  const { type, elements } = argument;
  const { value } = given;
  if (!argumentTypes[type].accepts(value)) return [wrongType(type, given, asker)];
  if (type !== 'list') return problemsOfOne(argument, given, asker);
  const ofItems = (value as readonly Json[]).flatMap((item, index) => {
    const one = given.part(index, item);
    const isRight = elements === undefined || argumentTypes[elements].accepts(item);
    return isRight ? problemsOfOne(argument, one, asker) : [wrongType(elements, one, asker)];
  });
  return ofItems.length > 0 ? ofItems : repeatedIn(argument, given);
}

/** Maps of a list that are the same in what has to differ. What a map leaves out has its documented default. */
function repeatedIn({ distinct, within }: Argument, given: Given): readonly Problem[] {
  if (distinct.length === 0) return [];
  const items = given.value as readonly Json[];
  const words = items.map((item) =>
    distinct.map((key) => `${key} ${textUnder(key, item, within)}`).join(', '),
  );
  return words.flatMap((text, index) => {
    if (words.indexOf(text) === index) return [];
    const { path, place, isHidden } = given.part(index, items[index] ?? null);
    const message = `${path.join('.')} stands in the list before${isHidden ? '' : ` (${text})`}`;
    return [{ message, place, advice: 'write each once' }];
  });
}

function textUnder(key: string, item: Json, within: ArgumentSet | undefined): string {
  const own = isJsonObject(item) ? item[key] : undefined;
  return String(own ?? within?.arguments.get(key)?.documented ?? '').toLowerCase();
}

/** A value that is no list, or an item of one. */
function problemsOfOne(argument: Argument, given: Given, asker: Asker): readonly Problem[] {
  const { choices, within } = argument;
  const isChosen = choices.length === 0 || choices.some((choice) => String(choice) === String(given.value));
  return [
    ...(isChosen ? [] : [wrongChoice(choices.map(String), given, asker)]),
    ...(argument.matches?.test(String(given.value)) === false ? [wrongText(argument, given, asker)] : []),
    ...(within && isJsonObject(given.value) ? problemsWithin(within, given, asker) : []),
  ];
}

function wrongType(type: TypeName, given: Given, asker: Asker): Problem {
  const message = `${given.path.join('.')}: expected ${argumentTypes[type].words}${quoted(given)}`;
  return { message, place: given.place, advice: asks(asker) };
}

function wrongText({ about, type }: Argument, given: Given, asker: Asker): Problem {
  const message = `${given.path.join('.')}: expected ${about ?? argumentTypes[type].words}${quoted(given)}`;
  return { message, place: given.place, advice: asks(asker) };
}

function wrongChoice(words: readonly string[], given: Given, asker: Asker): Problem {
  const close = given.isHidden ? undefined : nearest(String(given.value), words);
  const expected = `${words.length > 1 ? 'one of ' : ''}${words.join(', ')}`;
  const message = `${given.path.join('.')}: expected ${expected}${quoted(given)}`;
  return { message, place: given.place, advice: close ? `did you mean "${close}"?` : asks(asker) };
}

function quoted({ value, isHidden }: Given): string {
  const text = JSON.stringify(value);
  return isHidden ? '' : `; found ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}

function problemsWithin(set: ArgumentSet, given: Given, { role }: Asker): readonly Problem[] {
  const map = new Map(Object.entries(isJsonObject(given.value) ? given.value : {}));
  const known = [...set.arguments.keys()];
  const within = given.path.join('.');
  const unknown = [...map.keys()]
    .filter((key) => !known.includes(key))
    .map((key) => ({
      message: `unknown key "${key}" in ${within}`,
      place: given.keyPlace(key),
      advice: didYouMean(key, known) ?? `it can have ${known.join(', ')}`,
    }));
  const answer = (name: string) => {
    const value = map.get(name);
    return value === undefined ? 'absent' : given.part(name, value);
  };
  return [...unknown, ...problemsOfSet(set, answer, { role, place: given.place, within })];
}
