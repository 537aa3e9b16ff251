// What a run learns about one host: facts, registered results, variables set by actions. Gone when the run ends.

import type { Level, Levels } from '../expression/precedence.js';
import { final, type Scope, scopeOf, unset, type Variable } from '../expression/scope.js';
import type { JsonObject } from '../json.js';

/** The levels of src/expression/precedence.ts at which a run learns. */
type Learned = Extract<Level, 'facts' | 'results'>;

export class Memory {
  readonly #learned = {
    facts: new Map<string, Variable>(),
    results: new Map<string, Variable>(),
  };

  constructor(
    /** What holds for the host before anything is learned: promises, inventory, extra variables, magic variables. */
    private readonly given: Levels,
  ) {
    this.unset('ansible_facts', 'a fact of a host that was not looked at', 'facts');
  }

  set(name: string, value: JsonObject[string], secret: boolean, level: Learned = 'results'): void {
    this.#learned[level].set(name, final(value, secret));
  }

  /** The variable will have a value later; reading it is unknown, not a mistake. */
  unset(name: string, because: string, level: Learned = 'results'): void {
    this.#learned[level].set(name, unset(because));
  }

  has(name: string): boolean {
    const variable = this.#learned.results.get(name) ?? this.#learned.facts.get(name);
    return variable !== undefined && variable.kind !== 'unset';
  }

  /** @param levels what the play, its blocks and the task at hand add */
  scope(levels: Levels): Scope {
    let scope = scopeOf({ ...this.given, ...this.#learned });
    for (const [level, variables] of Object.entries(levels)) scope = scope.with(level as Level, variables);
    return scope;
  }
}
