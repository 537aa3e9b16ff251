// What a run learns about one host: facts, registered results, variables set by actions. Gone when the run ends.

import { final, layered, type Scope, type Variable, type Variables } from '../expression/scope.js';
import type { JsonObject } from '../json.js';

export class Memory {
  readonly #learned = new Map<string, Variable>();

  constructor(
    /** Magic variables, then the host's from the inventory. */
    private readonly given: readonly Variables[],
  ) {
    this.unset('ansible_facts', 'a fact of a host that was not looked at');
  }

  set(name: string, value: JsonObject[string], secret: boolean): void {
    this.#learned.set(name, final(value, secret));
  }

  /** The variable will have a value later; reading it is unknown, not a mistake. */
  unset(name: string, because: string): void {
    this.#learned.set(name, { kind: 'unset', because });
  }

  has(name: string): boolean {
    const variable = this.#learned.get(name);
    return variable !== undefined && variable.kind !== 'unset';
  }

  /** Inventory, then the play's variables, then what was learned, then `over`. */
  scope(playVars: Variables, over: Variables = new Map()): Scope {
    return layered(...this.given, playVars, this.#learned, over);
  }
}
