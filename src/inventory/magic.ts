// Variables that every host has without anyone setting them, by Ansible's names.

import { dirname, resolve } from 'node:path';
import { final, type Variable, type Variables } from '../expression/scope.js';
import type { Json } from '../json.js';
import { isIpAddress } from './address.js';
import type { Host, Inventory } from './inventory.js';

/** The lists of hosts are the same for all, and long: made once. */
export function magicVariables(inventory: Inventory): (host: Host) => Variables {
  const members = [...inventory.groups].map(([name, group]) => [name, group.members] as const);
  const groups = final(Object.fromEntries(members));
  return (host) => {
    const entries: readonly (readonly [string, Json])[] = [
      ['inventory_hostname', host.name],
      ['inventory_hostname_short', shortName(host.name)],
      ['group_names', [...host.groups].sort()],
      ['inventory_file', pathOf(host)],
      ['inventory_dir', pathOf(host) && dirname(pathOf(host) ?? '')],
    ];
    const variables = new Map<string, Variable>(
      entries.map(([name, value]) => [name, final(value)] as const),
    );
    return variables.set('groups', groups);
  };
}

function shortName(name: string): string {
  return isIpAddress(name) ? name : (name.split('.', 1)[0] ?? name);
}

/** null: it was named on the command line, or nowhere. */
function pathOf({ source }: Host): string | null {
  return source === '' || source.includes(',') ? null : resolve(source);
}
