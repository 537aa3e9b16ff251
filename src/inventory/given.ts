// What a host has before a run, by the levels of src/expression/precedence.ts.

import type { Levels } from '../expression/precedence.js';
import { type HostsVariable, type Scope, scopeOf, type Variables } from '../expression/scope.js';
import { type Host, hostNamed, type Inventory } from './inventory.js';
import { magicVariables } from './magic.js';

/**
 * `hostvars` has of other hosts what it has of this one. What they learn in the run is added by src/engine/variables/hostvars.ts.
 *
 * @param extra of the command line
 */
export function givenBy(inventory: Inventory, extra: Variables = new Map()): (host: Host) => Levels {
  const magic = magicVariables(inventory);
  const scopes = new Map<string, Scope>();
  const hostvars: HostsVariable = {
    kind: 'hosts',
    names: [...inventory.hosts.keys()],
    scopeOf: (name) => {
      const host = hostNamed(inventory, name);
      const scope = scopes.get(name) ?? (host && scopeOf(given(host)));
      if (scope) scopes.set(name, scope);
      return scope;
    },
  };
  const given = (host: Host): Levels => ({
    ...host.levels,
    'extra vars': extra,
    'magic variables': new Map([...magic(host), ['hostvars', hostvars]]),
  });
  return given;
}
