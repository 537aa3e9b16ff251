// Variables that every host has without anyone setting them, by Ansible's names.

import { final, type Variables } from '../expression/scope.js';
import type { Host, Inventory } from './inventory.js';

/** Other hosts' variables (`hostvars`) are deliberately absent: reading them would make hosts wait for each other. */
export function magicVariables(host: Host, inventory: Inventory): Variables {
  return new Map([
    ['inventory_hostname', final(host.name)],
    ['inventory_hostname_short', final(host.name.split('.', 1)[0] ?? host.name)],
    ['group_names', final([...host.groups].sort())],
    ['groups', final(Object.fromEntries(inventory.groups))],
  ]);
}
