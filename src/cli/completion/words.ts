// What can stand where on the command line, from the descriptions of the commands: what all shells complete.

import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { modules } from '../../modules/index.js';

/**
 * What a value is: one of a list, something on this disk, a text of the user's own, or a name in the files that the line
 * names, which hostwright is asked for when somebody presses Tab.
 */
export type Kind = readonly string[] | 'file' | 'folder' | 'text' | Asked;

export const askedKinds = ['hosts', 'tags'] as const;
export type Asked = (typeof askedKinds)[number];

export function isAsked(kind: Kind): kind is Asked {
  return askedKinds.some((each) => each === kind);
}

export interface OptionWords {
  /** `-i`, `--inventory`: those that there are. */
  readonly flags: readonly string[];
  readonly description: string;
  /** undefined: it takes no value. */
  readonly value: { readonly name: string; readonly kind: Kind } | undefined;
}

export interface CommandWords {
  /** Words that lead to it, the program's own left out: `secrets init`. Empty for the program. */
  readonly place: string;
  readonly summary: string;
  readonly name: string;
  readonly commands: readonly CommandWords[];
  readonly options: readonly OptionWords[];
  /** Its arguments in order; the last one for all that follow, where it is `variadic`. */
  readonly values: readonly { readonly name: string; readonly kind: Kind; readonly variadic: boolean }[];
}

/** Of a command and everything below it; what help hides is left out. */
export function wordsOf(command: CommandUnknownOpts, place: readonly string[] = []): CommandWords {
  const help = command.createHelp();
  return {
    place: place.join(' '),
    name: command.name(),
    summary: command.summary() || command.description(),
    commands: help.visibleCommands(command).map((each) => wordsOf(each, [...place, each.name()])),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: option.description,
      value:
        option.required || option.optional
          ? kindNamed(placeholderIn(option.flags), option.argChoices)
          : undefined,
    })),
    values: command.registeredArguments.map((argument) => ({
      ...kindNamed(argument.name(), argument.argChoices),
      variadic: argument.variadic,
    })),
  };
}

/** The command and all below it, the program first. */
export function allCommands(command: CommandWords): readonly CommandWords[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function placeholderIn(flags: string): string {
  return /[<[]([^>\].]+)/.exec(flags)?.[1] ?? '';
}

/** Our own names for values say what they are. */
const kinds: Readonly<Record<string, Kind>> = {
  file: 'file',
  files: 'file',
  playbook: 'file',
  source: 'file',
  what: 'file',
  folder: 'folder',
  module: modules.map(({ name }) => name),
  hosts: 'hosts',
  host: 'hosts',
  pattern: 'hosts',
  tags: 'tags',
};

function kindNamed(name: string, choices: readonly string[] | undefined): { name: string; kind: Kind } {
  return { name, kind: choices ?? kinds[name] ?? 'text' };
}
