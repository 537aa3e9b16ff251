// The options that `apply`, `plan` and `exec` share, each described once: parser, help and errors derive from here.

import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { identityOption, vaultIdOption, vaultPasswordOption } from './keys.js';

/** A verb that goes to hosts, with its options but without its action. */
export function hostsCommand(name: string) {
  return new Command(name)
    .addOption(inventoryOption())
    .addOption(extraVarsOption())
    .option('-f, --forks <number>', 'hosts that are worked on at once', atLeastOne, 50)
    .option('--no-color', 'no colours (so does the variable NO_COLOR)')
    .addOption(identityOption())
    .addOption(vaultPasswordOption())
    .addOption(vaultIdOption())
    .option('-u, --user <name>', 'log in as this user, where no variable of the host names one')
    .option('--private-key <file>', 'log in with this key, where no variable of the host names one')
    .option('-k, --ask-pass', 'ask once for the password to log in with, where keys do not')
    .option('-K, --ask-become-pass', 'ask once for the password that sudo or su wants')
    .option('--accept-new-host-keys', 'add the keys of hosts never seen before to known_hosts')
    .option('--connect-timeout <seconds>', 'time to connect, and again to log in (10)', atLeastOne)
    .option('--reconnect-timeout <seconds>', 'time for a lost connection to come back', seconds, 60)
    .option('--lock-wait <seconds>', 'time to wait for another run on the same host', seconds, 0)
    .option('--silence-timeout <seconds>', 'time that a step may print nothing (any)', atLeastOne)
    .option(
      '--look-timeout <seconds>',
      'time for the looks of one trip, and the lock; put back: 10 times',
      atLeastOne,
      60,
    )
    .addOption(
      new Option('--window <number>', 'tasks looked at in one round trip')
        .argParser(atLeastOne)
        .default(32)
        .hideHelp(),
    );
}

/** A verb that runs a playbook, with its arguments and options but without its action. */
export function playbookCommand(name: string) {
  return hostsCommand(name)
    .argument('<playbook>', 'the playbook to run (YAML): a file, or the name of one that is shipped')
    .option(
      '-l, --limit <pattern>',
      'only these hosts: names, groups, globs, @FILE; a:b is both, a:!b without b, a:&b in both',
    )
    .option('-t, --tags <tags>', 'only tasks with one of these tags (a,b)', commaList)
    .option('--start-at-task <name>', 'leave out what stands before this task, but for tasks tagged always')
    .option('-D, --diff', 'show what changes in files, line by line')
    .addOption(
      new Option('-o, --output <format>', 'live progress, plain lines, or one JSON object a line')
        .choices(['progress', 'lines', 'json'] as const)
        .default('progress' as const, 'progress on a terminal, else lines'),
    )
    .addOption(strictOption())
    .option('--list-hosts', 'print the hosts of each play, and end')
    .option('--list-tasks', 'print the tasks of each play with their tags, and end')
    .option('--list-tags', 'print the tags of each play, and end');
}

const defaultInventory: readonly string[] = ['inventory.yml'];

/** Without a source that holds where none is given. */
export function sourcesOption() {
  return new Option(
    '-i, --inventory <source>',
    'hosts and their variables: a file (YAML, INI), a folder, a program, or h1,h2, ; may be repeated',
  ).argParser((source: string, before: readonly string[] | undefined) => [...(before ?? []), source]);
}

export function inventoryOption() {
  return sourcesOption()
    .default(defaultInventory, 'inventory.yml')
    .argParser((source: string, before: readonly string[]) => [
      ...(before === defaultInventory ? [] : before),
      source,
    ]);
}

export function strictOption() {
  return new Option('--strict', 'variables and files of variables that nothing reads are mistakes');
}

export function extraVarsOption() {
  return new Option(
    '-e, --extra-vars <variables>',
    'variables that win over all others: key=value, JSON, or @FILE; may be repeated',
  ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
}

export function commaList(text: string): ReadonlySet<string> {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => word === ''))
    throw new InvalidArgumentError('Expected names separated by commas.');
  return new Set(words);
}

function seconds(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0)
    throw new InvalidArgumentError('expected a whole number of seconds');
  return number;
}

export function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return number;
}

export type PlaybookOptions = ReturnType<ReturnType<typeof playbookCommand>['opts']>;
export type HostsOptions = ReturnType<ReturnType<typeof hostsCommand>['opts']>;
