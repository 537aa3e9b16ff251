// A mistake on the command line is told like one in a file: what is wrong and, on lines of their own, what to do.

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** For a command and all below it. Mistakes are thrown as CommanderError; the process is ended by main.ts only. */
export function tellMistakes(command: CommandUnknownOpts, path: string = command.name()): void {
  command
    .exitOverride()
    .showHelpAfterError(`  ${path} --help tells more`)
    .configureOutput({ outputError: (text, write) => write(reword(text)) });
  for (const below of command.commands) tellMistakes(below, `${path} ${below.name()}`);
}

/** commander's `error: unknown command 'aply'` and `(Did you mean apply?)` in our spelling. */
function reword(text: string): string {
  return text
    .replace(/^error: /, '')
    .replace(/^\(Did you mean (.+)\?\)$/m, '  did you mean "$1"?')
    .replaceAll("'", '"');
}
