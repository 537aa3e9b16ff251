// `hostwright completion`: what the shell completes, as a script for it.

import { Argument, Command } from '@commander-js/extra-typings';

export function completionCommand() {
  return new Command('completion')
    .summary('print a script that has your shell complete commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText('after', examples)
    .action(async (shell, _options, command) => {
      const { completionScript } = await import('./completion/script.js');
      process.stdout.write(completionScript(shell, command.parent ?? command));
    });
}

const examples = `
Examples:
  echo 'source <(hostwright completion bash)' >>~/.bashrc
  echo 'source <(hostwright completion zsh)' >>~/.zshrc      # after compinit
  hostwright completion fish >~/.config/fish/completions/hostwright.fish`;
