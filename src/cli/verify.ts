// `hostwright verify`: proves endpoints, and touches no host.

import { Command, Option } from '@commander-js/extra-typings';
import { identityOption, vaultIdOption, vaultPasswordOption } from './keys.js';
import { atLeastOne, commaList, extraVarsOption, inventoryOption } from './options.js';

export function verifyCommand() {
  return verifyOptions()
    .summary('prove endpoints as their clients see them, and touch no host')
    .description(
      'Connects to wss:// endpoints from here: name, TLS, certificate, WebSocket, the node behind it, and what ' +
        'must not work. With a playbook, the endpoints of its prove tasks, host by host; without anything, those ' +
        'of the playbook that comes with hostwright.',
    )
    .addHelpText('after', examples)
    .action(async (words, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { verify } = await import('./verify/verify.js');
      process.exitCode = await verify(words, options);
    });
}

function verifyOptions() {
  return new Command('verify')
    .argument('[what...]', 'a playbook, or wss:// URLs')
    .addOption(inventoryOption())
    .addOption(extraVarsOption())
    .option('-l, --limit <pattern>', 'only these hosts: names, groups, globs')
    .option('-t, --tags <tags>', 'only prove tasks with one of these tags (a,b)', commaList)
    .option('--ca <file>', 'for URLs: certificates to trust (PEM), instead of those of this machine')
    .option(
      '--fingerprint <sha256>',
      'of one endpoint: its certificate, whoever issued it; @FILE: of many, as --export wrote it',
    )
    .option('--export <file>', 'write the fingerprints by which endpoints were proven, for other machines')
    .option('--timeout <seconds>', 'for URLs: time that each question may take', atLeastOne, 10)
    .option('--no-redirect', 'for URLs: do not ask http:// whether it leads to https://')
    .option('--no-ports', 'for URLs: do not ask whether the ports of the node itself are closed')
    .option('--log-in', 'also ask the hosts which certificate is theirs, on the disk and on the wire')
    .option('--long', 'also leave a connection idle for more than a minute')
    .option('--intrusive', 'also exceed the limits: others may be served worse meanwhile')
    .option('--yes', 'allow --intrusive for what is not in the inventory')
    .option('--evidence <folder>', 'keep what was asked and answered, and the certificates')
    .option('-f, --forks <number>', 'endpoints that are asked at once', atLeastOne, 50)
    .addOption(
      new Option('-o, --output <format>', 'a table, or one JSON object a line')
        .choices(['table', 'json'] as const)
        .default('table' as const),
    )
    .option('--no-color', 'no colours (so does the variable NO_COLOR)')
    .addOption(identityOption())
    .addOption(vaultPasswordOption())
    .addOption(vaultIdOption());
}

export type VerifyOptions = ReturnType<ReturnType<typeof verifyOptions>['opts']>;

const examples = `
Examples:
  hostwright verify secure-websocket.yml -i inventory.yml
  hostwright verify secure-websocket.yml --log-in
  hostwright verify secure-websocket.yml --export known.txt  # where apply ran
  hostwright verify secure-websocket.yml --fingerprint @known.txt
  hostwright verify wss://rpc.example.org/ --long --evidence evidence/
  hostwright verify wss://192.0.2.11/ --ca own-ca.pem
  hostwright verify site.yml -o json | jq 'select(.status == "failed")'

Exit codes:
  0 proven, 1 a proof failed, 4 nobody answered, 2 it could not be told (whose
  certificate it is, or what only a run knows),
  3 a file or the command line is wrong, 130 interrupted`;
