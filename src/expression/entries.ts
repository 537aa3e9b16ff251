// A list of maps for each of which something is done: what an entry says are variables there, over those of the host.
//
// Entries are known by their names, and come in the order of these. Where an entry stands in its list means nothing.

import { isJsonObject, type Json } from '../json.js';
import { fail, type Place } from '../problem.js';
import { entryOf, type Located, plain, scalarAt } from '../yaml/located.js';
import {
  final,
  type Heard,
  type Scope,
  sourceVariable,
  Unset,
  type Variable,
  type Variables,
} from './scope.js';

export interface Entry {
  /** Empty for the one that has none. */
  readonly name: string;
  readonly place: Place;
  /** What can be read there: what it says itself, and what is outside of it. */
  readonly scope: Scope;
}

/** Of a list, those that are there, and those that say `state: absent`, each in the order of the names. */
export interface Entries {
  readonly present: readonly Entry[];
  readonly absent: readonly Entry[];
}

/** Reads a value of the user's files whole. */
export type Read = (node: Located) => { value: Json; secret: boolean; heard?: Heard | undefined };

interface Written {
  readonly name: string;
  readonly place: Place;
  readonly variables: Variables;
}

const longestName = 32;

/**
 * Where the host has no such list, there is one entry without a name, and what the host says is all that it says. `state` may
 * stand in an entry, or beside the list for all that do not say it.
 *
 * @param place of who asks, for a list that stands in no file
 * @throws ProblemError for a list that cannot be used, at its place
 */
export function entriesOf(list: string, scope: Scope, place: Place, read: Read): Entries {
  const outside = scope.outside ?? scope;
  const known = remembered.get(outside)?.get(list);
  if (known) return known;
  const written = writtenIn(list, outside.lookup(list), place, read);
  checkNames(list, written);
  const sorted = written.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const isGone = sorted.map((entry) => isAbsent(entry, outside, read));
  const those = (gone: boolean) =>
    sorted
      .filter((_, index) => isGone[index] === gone)
      .map(({ name, place, variables }, at) => ({
        name,
        place,
        scope: scopeAt(at, outside, laidOver(outside, variables, name)),
      }));
  const entries = { present: those(false), absent: those(true) };
  remembered.set(outside, new Map([...(remembered.get(outside) ?? []), [list, entries]]));
  return entries;
}

/** The same scope each time, because variables that need each other are known by it. */
const remembered = new WeakMap<Scope, ReadonlyMap<string, Entries>>();

/** What will be registered or set is not waited for: it is no `state` of an entry. */
function isAbsent({ variables }: Written, outside: Scope, read: Read): boolean {
  const state = variables.get('state') ?? outside.lookup('state');
  if (state?.kind === 'final') return state.value === 'absent';
  return state?.kind === 'source' && read(state.node).value === 'absent';
}

function laidOver(outside: Scope, variables: Variables, name: string): Scope {
  return outside
    .with('role parameters', variables)
    .with('magic variables', new Map([['entry_name', final(name)]]));
}

/** What was registered for each entry is read there as that of this one. */
function scopeAt(at: number, outside: Scope, inside: Scope): Scope {
  return {
    outside,
    lookup(name, use) {
      const variable = inside.lookup(name, use);
      const isLearned = variable?.kind === 'final' || variable?.kind === 'unset';
      return isLearned ? (variable.entries?.[at] ?? variable) : variable;
    },
    names: () => inside.names(),
    with: (level, more) => scopeAt(at, outside.with(level, more), inside.with(level, more)),
  };
}

function writtenIn(
  list: string,
  variable: Variable | undefined,
  place: Place,
  read: Read,
): readonly Written[] {
  const alone: Written = { name: '', place, variables: new Map() };
  if (variable === undefined) return [alone];
  if (variable.kind === 'unset') throw new Unset(list, variable.because);
  const node = variable.kind === 'source' ? variable.node : scalarAt(`{{${list}}}`, place);
  if (node.kind === 'list')
    return notEmpty(list, node.items, node.place).map((item) => writtenAt(list, item, read));
  const { value, secret, heard } = read(node);
  if (value === null) return [alone];
  if (!Array.isArray(value)) return fail(`${list} has to be a list of maps`, node.place);
  return notEmpty(list, value as readonly Json[], node.place).map((item) =>
    computed(list, item, node.place, (part) => final(part, secret, heard)),
  );
}

function notEmpty<Item>(list: string, items: readonly Item[], place: Place): readonly Item[] {
  if (items.length > 0) return items;
  return fail(`${list} is an empty list`, place, 'leave it out for one entry without a name');
}

/** What stands in the file as a map is read value by value, each with its place, and only what is asked for. */
function writtenAt(list: string, node: Located, read: Read): Written {
  if (node.kind !== 'map') {
    const { value, secret, heard } = read(node);
    return computed(list, value, node.place, (part) => final(part, secret, heard));
  }
  const named = entryOf(node, 'name')?.value;
  const variables = new Map<string, Variable>(
    node.entries
      .filter(({ key }) => key !== 'name')
      .map(({ key, value }) => [key, sourceVariable(key, value)]),
  );
  const name = named && (named.secret ? plain(named) : read(named).value);
  return {
    name: nameFrom(list, name, named?.place ?? node.place),
    place: named?.place ?? node.place,
    variables,
  };
}

function computed(list: string, value: Json, place: Place, variable: (value: Json) => Variable): Written {
  if (!isJsonObject(value)) return fail(`${list} has to be a list of maps`, place);
  const { name, ...others } = value;
  const variables = new Map(Object.entries(others).map(([key, part]) => [key, variable(part)]));
  return { name: nameFrom(list, name, place), place, variables };
}

function nameFrom(list: string, name: Json | undefined, place: Place): string {
  if (name === undefined || name === null) return '';
  if (typeof name === 'string' && name.length <= longestName && /^[a-z0-9-]+$/.test(name)) return name;
  const advice = `at most ${longestName} lower-case letters, digits and hyphens; of numbers alone in quotes`;
  return fail(`${list}: this cannot be the name of an entry`, place, advice);
}

function checkNames(list: string, written: readonly Written[]): void {
  const seen = new Set<string>();
  for (const { name, place } of written) {
    if (seen.has(name)) {
      const what = name === '' ? 'two entries without a name' : `two entries with the name "${name}"`;
      fail(`${list} has ${what}`, place, 'give one of them another name: files on the host are called by it');
    }
    seen.add(name);
  }
}
