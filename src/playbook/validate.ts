// A module's parameters against its schema: zod finds the mistakes, this file says them with their places.

import type { z } from 'zod';
import type { Json } from '../json.js';
import type { Module } from '../module.js';
import { isBrought } from '../module_mark.js';
import { didYouMean, nearest } from '../nearest.js';
import type { Problem } from '../problem.js';
import { entryOf, keyPlaceAt, type LocatedMap, placeAt } from '../yaml/located.js';

export interface Validation {
  readonly module: Module;
  /** The parameters as written, for the places. */
  readonly params: LocatedMap;
  /** What they came to. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Parameters whose values must not be quoted in a message. */
  readonly secret: ReadonlySet<string>;
  /** Which issues count; at load time those about values that are not known yet do not. */
  readonly counts?: (issue: z.core.$ZodIssue) => boolean;
}

export type Validated =
  | { readonly kind: 'valid'; readonly wanted: unknown }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

export function validate(validation: Validation): Validated {
  const { module, values, counts = () => true } = validation;
  const result = module.params.safeParse(values);
  if (result.success) return { kind: 'valid', wanted: result.data };
  const { issues } = result.error;
  const misspelt = new Set(issues.flatMap((issue) => meantBy(issue, module)));
  const counted = issues.filter(
    (issue) => counts(issue) && !(isMissing(issue, values) && misspelt.has(pathOf(issue))),
  );
  return { kind: 'problems', problems: counted.flatMap((issue) => problemsOf(issue, validation)) };
}

/** What is wrong with a task whatever its parameters come to. So it is asked once, when the playbook is read. */
export function keyProblems(module: Module, params: LocatedMap): readonly Problem[] {
  return [...broughtProblems(module, params), ...sourceProblems(module, params)];
}

/** What the engine brings is no parameter to whoever writes a playbook. */
function broughtProblems(module: Module, params: LocatedMap): readonly Problem[] {
  const brought = params.entries.filter(({ key }) => isBrought(module.params.shape[key]));
  return brought.map(({ key }) => unknownParameter(key, [], { module, params }));
}

/** A file and what would be in it, which may not be the same. */
function sourceProblems(module: Module, params: LocatedMap): readonly Problem[] {
  const source = module.kind === 'state' ? module.source : undefined;
  if (!source || !entryOf(params, source.from) || !entryOf(params, source.into)) return [];
  const { from, into } = source;
  const message = `${into}: ${from} and ${into} together are two answers to one question: write one of them`;
  return [{ message, place: keyPlaceAt(params, [], into) }];
}

/** The parameters that unknown ones were meant to be: that they are missing need not be said as well. */
function meantBy(issue: z.core.$ZodIssue, module: Module): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  return issue.keys.flatMap((key) => nearest(key, parametersOf(module)) ?? []);
}

function isMissing(issue: z.core.$ZodIssue, values: unknown): boolean {
  return issue.path.length > 0 && issue.code !== 'custom' && valueAt(values, issue.path) === undefined;
}

function pathOf(issue: z.core.$ZodIssue): string {
  return issue.path.join('.');
}

function problemsOf(issue: z.core.$ZodIssue, validation: Validation): readonly Problem[] {
  const { module, params } = validation;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownParameter(key, issue.path, validation));
  const found = valueAt(validation.values, issue.path);
  const name = pathOf(issue);
  if (isMissing(issue, validation.values)) {
    return [
      {
        message: `${module.name} needs the parameter "${name}"`,
        place: placeAt(params, issue.path),
        advice: see(module),
      },
    ];
  }
  const place = placeAt(params, issue.path);
  const hidden = validation.secret.has(String(issue.path[0]));
  const prefix = name === '' ? module.name : name;
  const said = isDefaultMessage(issue.message) ? reword(issue) : issue.message;
  // All parameters together are too much to quote, and one of them may be secret.
  const quoted = found === undefined || hidden || name === '' ? '' : `; found ${quoteValue(found)}`;
  return [
    { message: `${prefix}: ${said}${quoted}`, place, advice: hidden ? undefined : guessFor(issue, found) },
  ];
}

function unknownParameter(
  key: string,
  path: readonly PropertyKey[],
  { module, params }: Pick<Validation, 'module' | 'params'>,
): Problem {
  const place = keyPlaceAt(params, path, key);
  if (path.length > 0) return { message: `unknown key "${key}" in ${path.join('.')}`, place };
  const known = parametersOf(module);
  const advice = didYouMean(key, known) ?? `${module.name} has ${known.join(', ')}`;
  return { message: `unknown parameter "${key}" of ${module.name}`, place, advice };
}

/** Those that a playbook may hold. */
function parametersOf(module: Module): readonly string[] {
  return Object.keys(module.params.shape).filter((name) => !isBrought(module.params.shape[name]));
}

/** Whether the schema left the wording to zod. */
function isDefaultMessage(message: string): boolean {
  return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(message);
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function reword(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeWords[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return 'is empty or too short';
      return `expected at least ${issue.minimum}`;
    case 'too_big':
      return `expected at most ${issue.maximum}`;
    case 'invalid_union':
      return 'has the wrong type';
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

function guessFor(issue: z.core.$ZodIssue, found: unknown): string | undefined {
  if (issue.code !== 'invalid_value' || typeof found !== 'string') return undefined;
  const guess = nearest(found, issue.values.map(String));
  return guess === undefined ? undefined : `did you mean "${guess}"?`;
}

function see(module: Module): string {
  return `hostwright modules ${module.name} lists its parameters`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null
        ? (current as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** Short enough for a sentence. */
function quoteValue(value: unknown): string {
  const text = value instanceof Uint8Array ? 'bytes' : (JSON.stringify(value as Json) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
