// What a host has before a run, by the levels of src/expression/precedence.ts.

import type { Levels } from '../expression/precedence.js';
import type { Host, Inventory } from './inventory.js';
import { magicVariables } from './magic.js';

export function givenTo(host: Host, inventory: Inventory): Levels {
  return { 'inventory hosts': host.vars, 'magic variables': magicVariables(host, inventory) };
}
