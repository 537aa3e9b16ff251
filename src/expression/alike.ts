// Work that hangs on variables alone, done once for all scopes that agree in those that it reads: most tasks of a playbook
// come to the same on hundreds of hosts.

import type { Json } from '../json.js';
import type { Located } from '../yaml/located.js';
import type { Scope, Use, Variable } from './scope.js';
import { mayHoldTemplate } from './settle.js';

/**
 * Does it for the first scope, noting what it reads and to what use; those that answer alike are done with. Among the others, those that
 * agree in their answers so far are taken together and done the same way.
 *
 * @param work has to come to the same for the same answers, and to use `names()` for advice only
 * @returns what it came to, once for each kind of scope
 */
export function forAllAlike<Result>(scopes: Alike, work: (scope: Scope) => Result): readonly Result[] {
  const results: Result[] = [];
  const open = [scopes.all];
  for (let group = open.pop(); group; group = open.pop()) {
    const [first] = group;
    if (first === undefined) continue;
    const reads = new Map<string, Use>();
    const note = (name: string, use: Use) => {
      if (use === 'value' || !reads.has(name)) reads.set(name, use);
    };
    results.push(work(recording(scopes.at(first), note)));
    let alike = group;
    for (const [name, use] of reads) {
      if (alike.length === 1) break;
      const [same = [], ...others] = scopes.split(alike, name, use);
      alike = same;
      open.push(...others);
    }
  }
  return results;
}

/** What all scopes answer to a name, in their order. */
interface Answers {
  readonly variables: readonly (Variable | undefined)[];
  /** By the use: equal for those between which it cannot tell. */
  readonly identities: Readonly<Record<Use, readonly unknown[] | 'all the same'>>;
  /** Of all scopes, by the use, once somebody asked. */
  readonly groups: Partial<Record<Use, Groups>>;
}

type Groups = readonly (readonly number[])[];

/** Scopes, by their index, and what they answer: asked once for each name, however much work there is. */
export class Alike {
  readonly all: readonly number[];
  readonly #answers = new Map<string, Answers>();

  constructor(private readonly scopes: readonly Scope[]) {
    this.all = scopes.map((_, index) => index);
  }

  at(index: number): Scope {
    const { names, with: laidOver } = this.scopes[index] as Scope;
    return { lookup: (name) => this.#answersTo(name).variables[index], names, with: laidOver };
  }

  /** Into groups that answer alike; the first member of the first group is that of the given one. */
  split(group: readonly number[], name: string, use: Use): Groups {
    const { identities, groups } = this.#answersTo(name);
    if (identities[use] === 'all the same') return [group];
    if (group !== this.all) return groupsOf(group, identities[use]);
    groups[use] ??= groupsOf(group, identities[use]);
    return groups[use];
  }

  #answersTo(name: string): Answers {
    const known = this.#answers.get(name);
    if (known) return known;
    const variables = this.scopes.map((scope) => scope.lookup(name));
    const identities = { value: each(variables, identityOf), text: each(variables, identityInText) };
    const answers = { variables, identities, groups: {} };
    this.#answers.set(name, answers);
    return answers;
  }
}

function groupsOf(group: readonly number[], identities: readonly unknown[]): Groups {
  const groups = new Map<unknown, number[]>();
  for (const index of group) {
    const known = groups.get(identities[index]);
    if (known) known.push(index);
    else groups.set(identities[index], [index]);
  }
  return [...groups.values()];
}

function each(
  variables: Answers['variables'],
  identity: (variable: Variable | undefined) => unknown,
): Answers['identities'][Use] {
  const identities = variables.map(identity);
  return identities.every((one) => one === identities[0]) ? 'all the same' : identities;
}

/**
 * The same scope, telling what is looked up in it. What variables laid over it make of an answer hangs on that answer:
 * its name is all that matters.
 */
export function recording(base: Scope, tell: (name: string, use: Use) => void): Scope {
  return {
    lookup(name, use = 'value') {
      tell(name, use);
      return base.lookup(name);
    },
    names: () => base.names(),
    with: (level, variables) => recording(base.with(level, variables), tell),
  };
}

/** Equal for variables between which no expression and no message can tell: a text of a file has its place there. */
function identityOf(variable: Variable | undefined): unknown {
  switch (variable?.kind) {
    case undefined:
      return undefined;
    case 'hosts':
      return variable;
    case 'source':
      return variable.node;
    case 'unset':
      return `unset: ${variable.because}`;
    case 'final': {
      const { value, secret } = variable;
      if (typeof value === 'object' && value !== null) return value;
      return `${secret ? 'secret' : 'open'} ${typeof value}: ${value}`;
    }
  }
}

/** Equal for plain values of a type as well, which are a part of a text without further ado; empty texts apart. */
function identityInText(variable: Variable | undefined): unknown {
  if (variable?.kind !== 'source' && variable?.kind !== 'final') return identityOf(variable);
  const value = variable.kind === 'final' ? variable.value : plainValueOf(variable.node);
  if (value === undefined || value === null || typeof value === 'object') return identityOf(variable);
  const secret = variable.secret === true || (variable.kind === 'source' && variable.node.secret === true);
  return `${secret ? 'a secret' : 'any'} ${value === '' ? 'empty text' : typeof value}`;
}

/** undefined: it is a list, a map, or something has to be done to it before it is read. */
function plainValueOf(node: Located): Json | undefined {
  return node.kind !== 'scalar' || node.sealed || mayHoldTemplate(node) ? undefined : node.value;
}
