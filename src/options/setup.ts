// The options of `hostwright setup`, but for the answers, which come from the table of questions.

import { Option } from '@commander-js/extra-typings';
import { hostsCommand } from './hosts.js';

export function setupOptions() {
  return hostsCommand('setup')
    .argument('[hosts...]', '[user@]host[:port]; host may be an alias of ~/.ssh/config')
    .option('--playbook <file>', 'the playbook to apply; written where there is none', 'site.yml')
    .option(
      '--endpoint <name>',
      'the one that is meant, of a host with several: a new one is added (hostwright-wss: the one without a name)',
    )
    .option('-y, --yes', 'ask nothing: flags, and what is found, are the answers')
    .option('--plan', 'stop before applying, and write nothing but a confirmed host key')
    .addOption(
      new Option('-o, --output <format>', 'live progress, or plain lines')
        .choices(['progress', 'lines'] as const)
        .default('progress' as const, 'progress on a terminal, else lines'),
    );
}

export type SetupOptions = ReturnType<ReturnType<typeof setupOptions>['opts']>;
