// `hostwright exec`: one task on many hosts, from the command line.

import { Option } from '@commander-js/extra-typings';
import { hostsCommand } from '../options/hosts.js';

export function execCommand() {
  return hostsCommand('exec')
    .summary('run one command or module on many hosts')
    .description(
      'Runs a command, or one task of a module, on all hosts of a pattern, side by side. What hosts answer alike is shown ' +
        'once. One word is a line for sh; several are a program with its arguments, as they are.',
    )
    .argument('<hosts>', 'a pattern, as in hosts: and --limit')
    .argument('[words...]', 'what to run, after --')
    .option('-m, --module <module>', 'the module to run instead of a command')
    .option('-a, --args <text>', "its parameters: 'name=nginx state=latest', YAML in { }, or its main one")
    .option('-b, --become', 'as root')
    .option('--become-user <user>', 'as this user')
    .addOption(
      new Option('-o, --output <format>', 'for people, or the events of the run, one JSON object a line')
        .choices(['lines', 'json'] as const)
        .default('lines' as const),
    )
    .addHelpText('after', examples)
    .action(async (hosts, words, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { execTask } = await import('./exec/run.js');
      process.exitCode = await execTask(hosts, words, options);
    });
}

const examples = `
Examples:
  hostwright exec all -- uptime
  hostwright exec 'rpc:!rpc-03' -b -- 'journalctl -u node -n 5 | grep -i error'
  hostwright exec web -b -m service -a 'name=nginx state=restarted'

Exit codes:
  0 done, 1 something failed, 4 a host was unreachable,
  3 the command line or the inventory is wrong, 130 interrupted`;
