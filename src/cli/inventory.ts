// `hostwright inventory`: the hosts, groups and variables as they were read.

import { Command } from '@commander-js/extra-typings';
import { identityOption, vaultIdOption, vaultPasswordOption } from './keys.js';
import { extraVarsOption, inventoryOption } from './options.js';

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

function inventoryOptions() {
  return new Command('inventory')
    .argument('[group]', 'for --graph: where to begin (all)')
    .option('--list', 'all groups, and all variables of each host (JSON)')
    .option('--host <host>', 'all variables of one host (JSON)')
    .option('--origin', 'with --host: where each value comes from, what it won over, who reads it')
    .option('--graph', 'groups and hosts as a tree')
    .addOption(inventoryOption())
    .addOption(extraVarsOption())
    .option(
      '--playbook-dir <folder>',
      'also read group_vars/ and host_vars/ of this folder; for --origin, its playbooks',
    )
    .addOption(identityOption())
    .addOption(vaultPasswordOption())
    .addOption(vaultIdOption());
}

export type InventoryOptions = ReturnType<ReturnType<typeof inventoryOptions>['opts']>;

const examples = `
Examples:
  hostwright inventory --graph
  hostwright inventory --list -i staging/ -i extra.ini | jq '.web.hosts'
  hostwright inventory --host rpc1 --vault-password-file ~/.vault
  hostwright inventory --host rpc1 --origin | grep -A4 ^domain`;
