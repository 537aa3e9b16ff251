// A role's specification of its arguments (`meta/argument_specs.yml`, or `argument_specs` of `meta/main.yml`), as in Ansible.

import type { Json } from '../../json.js';
import { didYouMean } from '../../nearest.js';
import type { Place } from '../../problem.js';
import { entryOf, type Located, type LocatedMap, plain } from '../../yaml/located.js';
import {
  checkKeys,
  oneOrMore,
  type Problems,
  readFlag,
  readList,
  readMap,
  readText,
} from '../../yaml/shape.js';
import { variableName } from '../variables.js';
import { type Among, amongKeys, readAmong } from './among.js';
import { type Rule, readRules, ruleKeys } from './rules.js';
import { argumentTypes, isTypeName, type TypeName } from './types.js';

/** What may be given together: to a role, or as one map. */
export interface ArgumentSet {
  readonly arguments: ReadonlyMap<string, Argument>;
  readonly rules: readonly Rule[];
  /** Of a role that is used with `for_each`. */
  readonly among: Among;
}

export interface Argument {
  readonly place: Place;
  readonly type: TypeName;
  /** The first sentence of its description. */
  readonly about: string | undefined;
  readonly required: boolean;
  readonly choices: readonly Json[];
  /** The type of the items of a list. */
  readonly elements: TypeName | undefined;
  /** What a map, or each map of a list, may hold; undefined: anything. */
  readonly within: ArgumentSet | undefined;
  /** What the text of a value has to match. */
  readonly matches: RegExp | undefined;
  /** Keys of the maps of a list, of which no two have all the same. */
  readonly distinct: readonly string[];
  /** `no_log`: its value is quoted nowhere. */
  readonly isHidden: boolean;
  /** For documentation only: what holds stands in `defaults/`. */
  readonly documented: Json | undefined;
}

const entryKeys = [
  ...['options', 'short_description', 'description', 'author', 'version_added', 'seealso'],
  ...ruleKeys,
  ...amongKeys,
];

const argumentKeys = [
  ...[
    'type',
    'required',
    'default',
    'choices',
    'elements',
    'options',
    'description',
    'version_added',
    'no_log',
    'matches',
    'distinct',
  ],
  ...ruleKeys,
];

const advice: ReadonlyMap<string, string> = new Map([
  ['aliases', 'leave it out: a variable has one name'],
  ...[
    'fallback',
    'deprecated_aliases',
    'removed_in_version',
    'removed_at_date',
    'removed_from_collection',
  ].map((key) => [key, 'leave it out: it is for modules'] as const),
]);

/** By the lists of tasks that they are for (`tasks_from`): `main`, and others. */
export function readArgumentSpecs(
  node: Located | undefined,
  problems: Problems,
): ReadonlyMap<string, ArgumentSet & { readonly place: Place }> {
  const map = node && readMap(node, 'specifications by lists of tasks, such as main:', problems);
  return new Map(
    (map?.entries ?? []).map(({ key, keyPlace, value }) => {
      const entry = isNothing(value) ? undefined : readMap(value, 'a specification', problems);
      if (entry) checkKeys(entry, entryKeys, 'a specification of arguments', problems, advice);
      return [key, { place: keyPlace, ...readSet(entry, problems) }];
    }),
  );
}

function readSet(map: LocatedMap | undefined, problems: Problems): ArgumentSet {
  const options = map && entryOf(map, 'options')?.value;
  const all =
    options && !isNothing(options) ? readMap(options, 'arguments by their names', problems) : undefined;
  const found = (all?.entries ?? []).map(({ key, keyPlace, value }) => {
    if (!variableName.test(key))
      problems.push({ message: `"${key}" cannot be the name of a variable`, place: keyPlace });
    return [key, readArgument(keyPlace, value, problems)] as const;
  });
  const known = new Map(found);
  const rules = map ? readRules(map, [...known.keys()], problems) : [];
  return { arguments: known, rules, among: readAmong(map, problems) };
}

function readArgument(place: Place, node: Located, problems: Problems): Argument {
  const map = isNothing(node) ? undefined : readMap(node, 'what is known of an argument', problems);
  if (map) checkKeys(map, argumentKeys, 'an argument', problems, advice);
  const under = <Value>(key: string, read: (value: Located) => Value) => {
    const entry = map && entryOf(map, key);
    return entry && !isNothing(entry.value) ? read(entry.value) : undefined;
  };
  const type = under('type', (value) => readType(value, problems)) ?? 'str';
  const elements = under('elements', (value) => readType(value, problems));
  const within = under('options', () => readSet(map, problems));
  const misplaced = (key: string, message: string) => {
    const entry = map && entryOf(map, key);
    if (entry) problems.push({ message, place: entry.keyPlace });
  };
  if (type !== 'list') misplaced('elements', 'elements: is for type: list');
  if (type !== 'dict' && !(type === 'list' && elements === 'dict'))
    misplaced('options', 'options: is for type: dict, and for type: list with elements: dict');
  if (!(type === 'list' && elements === 'dict'))
    misplaced('distinct', 'distinct: is for type: list with elements: dict');
  const choices = under('choices', (value) => readList(value, 'a list of values', problems)) ?? [];
  const ofOne = type === 'list' ? (elements ?? 'raw') : type;
  for (const choice of choices) checkValue(choice, ofOne, problems);
  under('default', (value) => checkValue(value, type, problems));
  return {
    place,
    type,
    about: under('description', (value) => oneOrMore(value)[0])?.kind === 'scalar' ? firstOf(map) : undefined,
    required: under('required', (value) => readFlag(value, problems)) ?? false,
    choices: choices.map(plain),
    elements,
    within,
    matches: under('matches', (value) => readPattern(value, problems)),
    distinct: under('distinct', (value) => readNames(value, problems)) ?? [],
    isHidden: under('no_log', (value) => readFlag(value, problems)) ?? false,
    documented: under('default', plain),
  };
}

function readPattern(node: Located, problems: Problems): RegExp | undefined {
  const text = readText(node, 'a regular expression', problems);
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch {
    problems.push({ message: `this is no regular expression: ${text}`, place: node.place });
    return undefined;
  }
}

function readNames(node: Located, problems: Problems): readonly string[] {
  return oneOrMore(node).flatMap((item) => readText(item, 'a key', problems) ?? []);
}

function readType(node: Located, problems: Problems): TypeName | undefined {
  const name = readText(node, 'the name of a type', problems);
  if (name === undefined || isTypeName(name)) return name;
  const known = Object.keys(argumentTypes);
  const message = `there is no type "${name}"`;
  problems.push({
    message,
    place: node.place,
    advice: didYouMean(name, known) ?? `types are ${known.join(', ')}`,
  });
  return undefined;
}

/** What the specification itself says of values has to fit its types. */
function checkValue(node: Located, type: TypeName, problems: Problems): void {
  const { words, accepts } = argumentTypes[type];
  if (!accepts(plain(node)))
    problems.push({ message: `expected ${words}, as type: ${type} says`, place: node.place });
}

function firstOf(map: LocatedMap | undefined): string | undefined {
  const node = map && entryOf(map, 'description')?.value;
  const [line] = node ? oneOrMore(node) : [];
  return line?.kind === 'scalar' ? line.text.trim().replace(/\.$/, '') : undefined;
}

function isNothing(node: Located): boolean {
  return node.kind === 'scalar' && node.value === null;
}
