// The options of `hostwright inventory`.

import { Command } from '@commander-js/extra-typings';
import { extraVarsOption, inventoryOption } from './hosts.js';
import { identityOption, vaultIdOption, vaultPasswordOption } from './keys.js';

export function inventoryOptions() {
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
