// `hostwright remove`: an endpoint goes from its host, with all that was made for it.

import { Option } from '@commander-js/extra-typings';
import { hostsCommand } from '../options/hosts.js';

export function removeCommand() {
  return hostsCommand('remove')
    .summary('take an endpoint, or all, off a host')
    .description(
      'Tells what would go, asks, and takes it away: the site, its logs, the renewal and its hook, limits, rules of the ' +
        'firewall, timers. What others use stays, and the proxy is reloaded, or stopped where it serves nothing else. Where ' +
        'the proxy refuses what is left, all is put back. Certificates and packages stay unless you say otherwise.',
    )
    .argument('<hosts>', 'a pattern, as in hosts: and --limit')
    .argument('[endpoint]', 'its name; hostwright-wss for the one without a name (default: all of the host)')
    .option('-y, --yes', 'do it without a plan and a question')
    .option('--plan', 'tell what would go, and end')
    .option('--packages', 'also packages that hostwright installed and nobody else needs')
    .addOption(
      new Option('--certificates <what>', 'what becomes of its certificates')
        .choices(['keep', 'delete', 'revoke'] as const)
        .default('keep' as const),
    )
    .option('-D, --diff', 'show what changes in files, line by line')
    .addOption(
      new Option('-o, --output <format>', 'live progress, plain lines, or one JSON object a line')
        .choices(['progress', 'lines', 'json'] as const)
        .default('progress' as const, 'progress on a terminal, else lines'),
    )
    .addHelpText('after', examples)
    .action(async (hosts, endpoint, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { removeEndpoint } = await import('./remove/run.js');
      process.exitCode = await removeEndpoint(hosts, endpoint, options);
    });
}

const examples = `
Examples:
  hostwright remove rpc-01 --plan
  hostwright remove rpc-01 kusama
  hostwright remove rpc-01 --packages --certificates revoke --yes

Exit codes:
  0 gone, or nothing was there, 2 something would go, and nobody agreed,
  1 something failed, 4 a host was unreachable,
  3 the command line or the inventory is wrong, 130 interrupted`;
