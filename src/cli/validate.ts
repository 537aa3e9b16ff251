// `hostwright validate`: what is wrong with playbooks and inventories, without a host: for editors and pre-commit.

import { Command, Option } from '@commander-js/extra-typings';
import { sourcesOption, strictOption } from '../options/hosts.js';
import { identityOption, vaultIdOption, vaultPasswordOption } from '../options/keys.js';
import { ProblemError } from '../problem.js';
import { problemLine, warningLines } from '../report/problems.js';

export function validateCommand() {
  return new Command('validate')
    .summary('tell all that is wrong with files, and touch no host')
    .description(
      'Reads playbooks and inventories as apply does, and tells every mistake with its place. A file that begins with a ' +
        'list item is a playbook. Playbooks are checked for all hosts of the inventories that are named; without one, ' +
        'what hangs on variables is not.',
    )
    .argument('<file...>', 'playbooks and inventories')
    .addOption(sourcesOption())
    .addOption(
      new Option('-o, --output <format>', 'for people, or one JSON object a line for each problem')
        .choices(['lines', 'json'] as const)
        .default('lines' as const),
    )
    .addOption(strictOption())
    .option('--no-color', 'no colours (so does the variable NO_COLOR)')
    .addOption(identityOption())
    .addOption(vaultPasswordOption())
    .addOption(vaultIdOption())
    .addHelpText('after', examples)
    .action(async (files, options) => {
      // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
      const { validateFiles } = await import('./validate/validate.js');
      try {
        const warnings = await validateFiles(files, options);
        if (options.output === 'lines') {
          process.stderr.write(warningLines(warnings).join(''));
          process.stdout.write(`no problems in ${files.join(', ')}\n`);
        } else process.stdout.write(warnings.map((each) => `${problemLine(each, 'warning')}\n`).join(''));
      } catch (error) {
        if (options.output !== 'json' || !(error instanceof ProblemError)) throw error;
        process.stdout.write(error.problems.map((problem) => `${problemLine(problem)}\n`).join(''));
        process.exitCode = 3;
      }
    });
}

const examples = `
Examples:
  hostwright validate site.yml inventory.yml
  hostwright validate site.yml -i inventory.yml --output json | jq -r .message

Exit codes:
  0 nothing is wrong, 3 something is: a file, or the command line`;
