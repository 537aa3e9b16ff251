// `hostwright plan`: tells what `apply` would change, and changes nothing.

import { playbookCommand } from '../options/hosts.js';

export function planCommand() {
  return playbookCommand('plan')
    .summary('tell what apply would change, and change nothing')
    .description(
      'Looks at every host and tells what differs. Up to the first pending change of a host the answers are exact; ' +
        'after it they are "as seen today", or "unknown" where they depend on it. No proof is run.',
    )
    .addHelpText('after', examples)
    .action(async (playbook, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { runPlaybook } = await import('../run/run_playbook.js');
      process.exitCode = await runPlaybook('plan', playbook, options);
    });
}

const examples = `
Examples:
  hostwright plan secure-websocket.yml -i inventory.yml --diff
  hostwright plan site.yml --output json >plan.jsonl || [ $? -eq 2 ]

Exit codes:
  0 in sync, 2 changes are pending or unknown, 1 something failed, 4 a host was
  unreachable, 3 a file or the command line is wrong, 130 interrupted`;
