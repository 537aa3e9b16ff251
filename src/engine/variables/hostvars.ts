// `hostvars` in a run: what every host has from the inventory, and what it has learned.
//
// Hosts are not equally far. A host reads another's variables as they were when that one came to where the reader is now.
// So it is in Ansible, where all hosts are at the same task. A host that has not come as far is waited for.

import { recording } from '../../expression/alike.js';
import type { Levels } from '../../expression/precedence.js';
import type { HostsVariable, Scope } from '../../expression/scope.js';
import type { HostVariables } from './host_variables.js';

export type VariablesOf = (name: string) => HostVariables | undefined;

/** The `hostvars` of one host. */
export class Hostvars implements HostsVariable {
  readonly kind = 'hosts';
  readonly names: readonly string[];
  /** Something was read that another host learns in the run. */
  hasLearned = false;
  #scopes = new Map<string, Scope>();

  /** @param inventory the variables of hosts that are in none of the plays */
  constructor(
    private readonly reader: string,
    private readonly known: VariablesOf,
    private readonly inventory: HostsVariable,
  ) {
    this.names = inventory.names;
  }

  /** To be read anew. */
  refresh(): void {
    this.hasLearned = false;
    this.#scopes = new Map();
  }

  scopeOf(name: string): Scope | undefined {
    const scope = this.#scopes.get(name) ?? this.#read(name);
    if (scope) this.#scopes.set(name, scope);
    return scope;
  }

  #read(name: string): Scope | undefined {
    const variables = this.known(name);
    const where = this.known(this.reader)?.where;
    if (!variables || !where) return this.inventory.scopeOf(name);
    if (name === this.reader) return variables.scope({});
    // What it reads of others in turn is read for the same reader.
    const scope = variables.scopeAt(where.now()).with('magic variables', new Map([['hostvars', this]]));
    return recording(scope, (variable) => {
      this.hasLearned ||= variables.learns(variable);
    });
  }
}

/** The `hostvars` of the inventory, as a host has it before the run. */
export function inventoryIn(given: Levels): HostsVariable {
  const hostvars = given['magic variables']?.get('hostvars');
  return hostvars?.kind === 'hosts' ? hostvars : { kind: 'hosts', names: [], scopeOf: () => undefined };
}

export function withHostvars(given: Levels, hostvars: HostsVariable): Levels {
  return {
    ...given,
    'magic variables': new Map([...(given['magic variables'] ?? []), ['hostvars', hostvars]]),
  };
}

/** The `hostvars` of all hosts before a run: what they will learn has no value yet. */
export function hostvarsBefore(known: VariablesOf, inventory: HostsVariable): HostsVariable {
  const scopes = new Map<string, Scope>();
  return {
    kind: 'hosts',
    names: inventory.names,
    scopeOf: (name) => {
      const scope = scopes.get(name) ?? known(name)?.scope({}) ?? inventory.scopeOf(name);
      if (scope) scopes.set(name, scope);
      return scope;
    },
  };
}
