// `hostwright inventory`: the hosts, groups and variables as they were read.

import { inventoryOptions } from '../options/inventory.js';

export function inventoryCommand() {
  return inventoryOptions()
    .summary('show the hosts, groups and variables of an inventory')
    .description(
      'Reads an inventory with its group_vars/ and host_vars/ and shows what it comes to, in the shape of ' +
        'ansible-inventory. Templates are shown as they are written; what is secret is shown as "(hidden)".',
    )
    .addHelpText('after', examples)
    .action(async (group, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { showInventory } = await import('./inventory/show.js');
      process.stdout.write(await showInventory(group, options));
    });
}

const examples = `
Examples:
  hostwright inventory --graph
  hostwright inventory --list -i staging/ -i extra.ini | jq '.web.hosts'
  hostwright inventory --host rpc1 --vault-password-file ~/.vault
  hostwright inventory --host rpc1 --origin | grep -A4 ^domain`;
