// The options that `apply` and `plan` share, each described once: parser, help and errors derive from here.

import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** A verb that runs a playbook, with its arguments and options but without its action. */
export function playbookCommand(name: string) {
  return new Command(name)
    .argument('<playbook>', 'the playbook to run (YAML)')
    .option('-i, --inventory <file>', 'the inventory of hosts (YAML)', 'inventory.yml')
    .option('-l, --limit <pattern>', 'only these hosts: names, groups, globs, a:b, :!b, :&b')
    .option('-t, --tags <tags>', 'only tasks with one of these tags (comma-separated)', commaList)
    .option('-D, --diff', 'show what changes in files, line by line', false)
    .option('-f, --forks <number>', 'hosts that are worked on at once', atLeastOne, 50)
    .addOption(
      new Option('-o, --output <format>', 'live progress, plain lines, or one JSON object a line')
        .choices(['progress', 'lines', 'json'] as const)
        .default('progress' as const, 'progress on a terminal, else lines'),
    )
    .option('--no-color', 'no colours (so does the variable NO_COLOR)')
    .option('--accept-new-host-keys', 'add the keys of hosts never seen before to known_hosts', false)
    .option('--connect-timeout <seconds>', 'until a connection has to stand', atLeastOne)
    .option('--silence-timeout <seconds>', 'a step may run without printing anything', atLeastOne)
    .addOption(
      new Option('--window <number>', 'tasks looked at in one round trip')
        .argParser(atLeastOne)
        .default(32)
        .hideHelp(),
    );
}

function commaList(text: string): ReadonlySet<string> {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => word === '')) throw new InvalidArgumentError('expected names separated by commas');
  return new Set(words);
}

export function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('expected a whole number from 1 on');
  return number;
}

export type PlaybookOptions = ReturnType<ReturnType<typeof playbookCommand>['opts']>;
