// What a run learns about one host: facts, registered results, variables set by actions. Gone when the run ends.

import type { Level, Levels } from '../expression/precedence.js';
import { final, type Scope, scopeOf, unset, type Variable } from '../expression/scope.js';
import type { JsonObject } from '../json.js';
import { History } from './history.js';
import type { Whereabouts } from './pace.js';
import type { Position } from './position.js';

/** The levels of src/expression/precedence.ts at which a run learns. */
type Learned = Extract<Level, 'facts' | 'results'>;

export class Memory {
  /** Where the host is while it learns. */
  where: Whereabouts = { now: () => [], last: () => [] };
  readonly #facts = new History();
  readonly #results = new History();

  constructor(
    /** What holds for the host before anything is learned: promises, inventory, extra variables, magic variables. */
    private readonly given: Levels,
  ) {
    this.unset('ansible_facts', 'a fact of a host that was not looked at', 'facts');
  }

  set(name: string, value: JsonObject[string], secret: boolean, level: Learned = 'results'): void {
    this.#learn(name, final(value, secret), level);
  }

  /** The variable will have a value later; reading it is unknown, not a mistake. */
  unset(name: string, because: string, level: Learned = 'results'): void {
    this.#learn(name, unset(because), level);
  }

  #learn(name: string, variable: Variable, level: Learned): void {
    const history = level === 'facts' ? this.#facts : this.#results;
    history.set(name, variable, this.where);
  }

  has(name: string): boolean {
    const variable = this.#results.latest.get(name) ?? this.#facts.latest.get(name);
    return variable !== undefined && variable.kind !== 'unset';
  }

  /** Whether the variable is one that the run gives a value to, sooner or later. */
  learns(name: string): boolean {
    const { promises } = this.given;
    return [promises, this.#facts.latest, this.#results.latest].some((variables) => variables?.has(name));
  }

  /** @param levels what the play, its blocks and the task at hand add */
  scope(levels: Levels): Scope {
    let scope = scopeOf({ ...this.given, facts: this.#facts.latest, results: this.#results.latest });
    for (const [level, variables] of Object.entries(levels)) scope = scope.with(level as Level, variables);
    return scope;
  }

  /** What was known when the host came to this position, of no play. */
  scopeAt(position: Position): Scope {
    const [facts, results] = [this.#facts.before(position), this.#results.before(position)];
    return scopeOf({ ...this.given, facts, results });
  }
}
