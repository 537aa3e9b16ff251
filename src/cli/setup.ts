// `hostwright setup`: a host becomes a proven endpoint in one conversation, or by flags alone.

import { Option } from '@commander-js/extra-typings';
import { setupOptions } from '../options/setup.js';
import { flagOf, type Question, type QuestionId } from '../setup/conversation/question.js';
import { questions } from '../setup/conversation/questions.js';

export function setupCommand() {
  const flags = questions.map((question) => [question.id, optionOf(question)] as const);
  const command = setupOptions()
    .summary('make an endpoint of a host in one conversation')
    .description(
      'Looks at each host, asks what cannot be found out, shows the plan, asks once, and applies and proves it. The ' +
        'answers go to the inventory, so that plan, apply and verify work from then on. Until it applies, nothing is ' +
        'left on the host, and here only a host key that you confirmed, in known_hosts; run it again to continue one ' +
        'that was interrupted.',
    )
    .addHelpText('after', examples);
  command.optionsGroup('Answers:');
  for (const [, option] of flags) command.addOption(option);
  return command.action(async (hosts, options) => {
    const values = new Map(flags.flatMap(([id, option]) => flagValue(id, option, options)));
    // Loaded when it is wanted: help and mistakes in the command line come without waiting for it.
    const { setUp } = await import('../setup/set_up.js');
    process.exitCode = await setUp(hosts, values, options);
  });
}

function optionOf(question: Question) {
  const { takes, about } = question;
  if (takes === undefined) return new Option(flagOf(question), about);
  return new Option(`${flagOf(question)} ${takes}`, about).argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );
}

function flagValue(
  id: QuestionId,
  option: { attributeName(): string },
  options: Readonly<Record<string, unknown>>,
): readonly (readonly [QuestionId, readonly string[] | true])[] {
  const value = options[option.attributeName()] as readonly string[] | true | undefined;
  return value === undefined ? [] : [[id, value]];
}

const examples = `
Examples:
  hostwright setup admin@rpc1.example.org
  hostwright setup rpc1 rpc2 rpc3
  hostwright setup --plan rpc1
  hostwright setup --yes rpc1 --name rpc1.example.org --proxy nginx \\
    --certificate letsencrypt --accept-terms

Exit codes:
  0 done, 2 with --plan: changes are pending, 1 something failed or was refused,
  4 a host was unreachable, 3 a flag or a file is wrong, 130 interrupted`;
