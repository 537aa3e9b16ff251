// `hostwright footprint`: what hostwright made on hosts, and is still there.

import { Option } from '@commander-js/extra-typings';
import { hostsCommand } from '../options/hosts.js';

export function footprintCommand() {
  return hostsCommand('footprint')
    .summary('list what hostwright made on a host')
    .description(
      'Lists what hostwright made on a host and is still there: files, packages, accounts, rules of the firewall, certificates. ' +
        'What the record on the host does not have is known by its name. Nothing is changed.',
    )
    .argument('<hosts>', 'a pattern, as in hosts: and --limit')
    .addOption(
      new Option('-o, --output <format>', 'for people, or one JSON object a host')
        .choices(['lines', 'json'] as const)
        .default('lines' as const),
    )
    .addHelpText('after', examples)
    .action(async (hosts, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { tellFootprint } = await import('./footprint/run.js');
      process.exitCode = await tellFootprint(hosts, options);
    });
}

const examples = `
Examples:
  hostwright footprint rpc-01
  hostwright footprint all -o json | jq '.made[].name'

Exit codes:
  0 told, 1 a host could not be looked at, 4 a host was unreachable,
  3 the command line or the inventory is wrong, 130 interrupted`;
