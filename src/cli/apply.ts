// `hostwright apply`: brings the hosts into the state that a playbook describes.

import { playbookCommand } from '../options/hosts.js';

export function applyCommand() {
  return playbookCommand('apply')
    .summary('bring hosts into the state that a playbook describes')
    .description(
      'Looks at every host, changes what differs, and checks afterwards. Run it again at any time: a host that is ' +
        'in order is only looked at.',
    )
    .addHelpText('after', examples)
    .action(async (playbook, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { runPlaybook } = await import('../run/run_playbook.js');
      process.exitCode = await runPlaybook('apply', playbook, options);
    });
}

const examples = `
Examples:
  hostwright apply secure-websocket.yml -i inventory.yml
  hostwright apply site.yml --limit 'rpc:!rpc-03' --diff
  hostwright apply site.yml --output json | jq 'select(.status == "changed")'

Exit codes:
  0 done, 1 something failed, 4 a host was unreachable,
  3 a file or the command line is wrong and nothing was touched, 130 interrupted`;
