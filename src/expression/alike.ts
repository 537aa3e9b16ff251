// Work that hangs on variables alone, done once for all scopes that agree in those that it reads: most tasks of a playbook
// come to the same on hundreds of hosts.

import type { Scope, Variable } from './scope.js';

/**
 * Does it for the first scope, noting what it reads; those that answer alike are done with. Among the others, those that
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
    const reads = new Set<string>();
    results.push(work(recording(scopes.at(first), reads)));
    let alike = group;
    for (const name of reads) {
      if (alike.length === 1) break;
      const byAnswer = scopes.split(alike, name);
      alike = byAnswer.shift() ?? [];
      open.push(...byAnswer);
    }
  }
  return results;
}

/** Scopes, by their index, and what they answer: asked once for each name, however much work there is. */
export class Alike {
  readonly all: readonly number[];
  readonly #answers = new Map<string, readonly unknown[] | 'all the same'>();

  constructor(private readonly scopes: readonly Scope[]) {
    this.all = scopes.map((_, index) => index);
  }

  at(index: number): Scope {
    return this.scopes[index] as Scope;
  }

  /** Into groups that answer alike; the first member of the first group is that of the given one. */
  split(group: readonly number[], name: string): (readonly number[])[] {
    const answers = this.#answersFor(name);
    if (answers === 'all the same') return [group];
    const groups = new Map<unknown, number[]>();
    for (const index of group) {
      const known = groups.get(answers[index]);
      if (known) known.push(index);
      else groups.set(answers[index], [index]);
    }
    return [...groups.values()];
  }

  #answersFor(name: string): readonly unknown[] | 'all the same' {
    const known = this.#answers.get(name);
    if (known) return known;
    const each = this.scopes.map((scope) => identityOf(scope.lookup(name)));
    const answers = each.every((answer) => answer === each[0]) ? 'all the same' : each;
    this.#answers.set(name, answers);
    return answers;
  }
}

/** What variables laid over the scope make of an answer hangs on that answer: its name is all that matters. */
function recording(base: Scope, reads: Set<string>): Scope {
  return {
    lookup(name) {
      reads.add(name);
      return base.lookup(name);
    },
    names: () => base.names(),
    with: (level, variables) => recording(base.with(level, variables), reads),
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
