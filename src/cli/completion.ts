// `hostwright completion`: what the shell completes, as a script for it.

import { Argument, Command, Option } from '@commander-js/extra-typings';
import { fail } from '../problem.js';

export function completionCommand() {
  return (
    new Command('completion')
      .summary('print a script that has your shell complete commands and options')
      .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish'] as const))
      // With --words: the line so far.
      .allowExcessArguments()
      .addOption(
        new Option('--words <kind>', 'names to complete').choices(['hosts', 'tags'] as const).hideHelp(),
      )
      .addHelpText('after', examples)
      .action(async (shell, { words }, command) => {
        const line = command.args.slice(1);
        if (words !== undefined) {
          const { namesFor } = await import('./completion/names.js');
          process.stdout.write((await namesFor(words, line)).map((name) => `${name}\n`).join(''));
          return;
        }
        if (line.length > 0)
          fail('one shell at a time', undefined, 'hostwright completion bash, zsh or fish');
        const { completionScript } = await import('./completion/script.js');
        process.stdout.write(completionScript(shell, command.parent ?? command));
      })
  );
}

const examples = `
Examples:
  echo 'source <(hostwright completion bash)' >>~/.bashrc
  echo 'source <(hostwright completion zsh)' >>~/.zshrc      # after compinit
  hostwright completion fish >~/.config/fish/completions/hostwright.fish`;
