// What a host has before a run, by the levels of src/expression/precedence.ts.

import type { Levels } from '../expression/precedence.js';
import type { Variables } from '../expression/scope.js';
import type { Host, Inventory } from './inventory.js';
import { magicVariables } from './magic.js';

/** @param extra of the command line */
export function givenBy(inventory: Inventory, extra: Variables = new Map()): (host: Host) => Levels {
  const magic = magicVariables(inventory);
  return (host) => ({ ...host.levels, 'extra vars': extra, 'magic variables': magic(host) });
}
