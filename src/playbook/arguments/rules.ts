// What arguments may or must be given together: Ansible's names for it, and what is wrong where it does not hold.

import type { Json } from '../../json.js';
import { didYouMean } from '../../nearest.js';
import { entryOf, type Located, type LocatedMap, plain } from '../../yaml/located.js';
import { oneOrMore, type Problems, readList, readMap } from '../../yaml/shape.js';

export type Rule =
  | { readonly kind: 'exclusive' | 'together' | 'one of'; readonly names: readonly string[] }
  | RequiredIf
  | { readonly kind: 'by'; readonly name: string; readonly names: readonly string[] };

interface RequiredIf {
  readonly kind: 'if';
  readonly name: string;
  readonly value: Json;
  readonly names: readonly string[];
  /** Whether one of the names is enough. */
  readonly any: boolean;
}

export const ruleKeys = [
  'mutually_exclusive',
  'required_together',
  'required_one_of',
  'required_if',
  'required_by',
] as const;

/** @param known names of the arguments that they are about */
export function readRules(map: LocatedMap, known: readonly string[], problems: Problems): readonly Rule[] {
  const under = (key: (typeof ruleKeys)[number]) => entryOf(map, key)?.value;
  const named = (node: Located) => readName(node, known, problems);
  const groups = (key: (typeof ruleKeys)[number], kind: 'exclusive' | 'together' | 'one of') =>
    groupsIn(under(key), problems).map((items): Rule => ({ kind, names: items.flatMap(named) }));
  const conditions = groupsIn(under('required_if'), problems).flatMap((items): readonly Rule[] => {
    const [name, value, names, any] = items;
    if (name && value && names)
      return named(name).map((one) => ({
        kind: 'if',
        name: one,
        value: plain(value),
        names: oneOrMore(names).flatMap(named),
        any: any !== undefined && plain(any) === true,
      }));
    const place = (name ?? map).place;
    problems.push({ message: 'expected [argument, value, [arguments that it then needs]]', place });
    return [];
  });
  const by = under('required_by');
  const entries = (by && readMap(by, 'arguments with those that they need', problems))?.entries ?? [];
  return [
    ...groups('mutually_exclusive', 'exclusive'),
    ...groups('required_together', 'together'),
    ...groups('required_one_of', 'one of'),
    ...conditions,
    ...entries.flatMap(({ key, keyPlace, value }) =>
      named({ kind: 'scalar', value: key, text: key, place: keyPlace }).map(
        (name): Rule => ({ kind: 'by', name, names: oneOrMore(value).flatMap(named) }),
      ),
    ),
  ];
}

/** A list of lists; one list of texts counts as a list of one. */
function groupsIn(node: Located | undefined, problems: Problems): readonly (readonly Located[])[] {
  const items = node ? (readList(node, 'a list of lists of arguments', problems) ?? []) : [];
  if (items.length > 0 && items.every((item) => item.kind === 'scalar')) return [items];
  return items.map((item) => readList(item, 'a list of arguments', problems) ?? []);
}

function readName(node: Located, known: readonly string[], problems: Problems): readonly string[] {
  const name = node.kind === 'scalar' ? node.text : '';
  if (known.includes(name)) return [name];
  const message = `there is no argument "${name}" under options:`;
  problems.push({ message, place: node.place, advice: didYouMean(name, known) });
  return [];
}

/**
 * What is wrong, in words; undefined where the rule holds, or cannot be told.
 *
 * @param given undefined: not known yet; null: not given
 */
export function broken(rule: Rule, given: (name: string) => Json | undefined): string | undefined {
  const unknown = (names: readonly string[]) => names.some((name) => given(name) === undefined);
  const has = (name: string) => given(name) !== null;
  const lacking = (names: readonly string[]) => names.filter((name) => !has(name));
  const list = (names: readonly string[]) => names.join(', ');
  if (unknown(rule.names)) return undefined;
  const missing = lacking(rule.names);
  switch (rule.kind) {
    case 'exclusive':
      return rule.names.length - missing.length > 1
        ? `only one of ${list(rule.names)} can be given, and these are: ${list(rule.names.filter(has))}`
        : undefined;
    case 'together':
      return missing.length > 0 && missing.length < rule.names.length
        ? `${list(rule.names)} go together: ${list(missing)} missing`
        : undefined;
    case 'one of':
      return missing.length === rule.names.length ? `one of ${list(rule.names)} is needed` : undefined;
    case 'by':
      return has(rule.name) && !unknown([rule.name]) && missing.length > 0
        ? `${rule.name} needs ${list(missing)} beside it`
        : undefined;
    case 'if':
      return brokenCondition(rule, given(rule.name), missing);
  }
}

function brokenCondition(
  { name, value, names, any }: RequiredIf,
  given: Json | undefined,
  missing: readonly string[],
): string | undefined {
  if (given === undefined || String(given) !== String(value)) return undefined;
  const isBroken = any ? missing.length === names.length : missing.length > 0;
  const needed = any ? `one of ${names.join(', ')}` : missing.join(', ');
  return isBroken ? `${name}: ${String(value)} needs ${needed} beside it` : undefined;
}
