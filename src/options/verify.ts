// The options of `hostwright verify`.

import { Command, Option } from '@commander-js/extra-typings';
import { atLeastOne, commaList, extraVarsOption, inventoryOption } from './hosts.js';
import { identityOption, vaultIdOption, vaultPasswordOption } from './keys.js';

export function verifyOptions() {
  return new Command('verify')
    .argument('[what...]', 'a playbook, wss:// URLs, or multiaddresses of bootnodes')
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
    .option(
      '--log-in',
      'also ask the hosts which certificate is theirs, on the disk and on the wire, and each of several nodes',
    )
    .option(
      '--inventory-complete',
      'fail where one that was proven from here still serves, and the inventory has it no more',
    )
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
