// `hostwright init`: a folder to begin with, for many hosts.

import { Command } from '@commander-js/extra-typings';

export function initCommand() {
  return new Command('init')
    .summary('write a folder to begin with: inventory, settings, playbook')
    .description(
      'Writes an inventory for many hosts, their settings, a playbook that puts the node on each of them behind ' +
        'wss://, and a .gitignore. Comments in them say what may be set. What is there is never overwritten.',
    )
    .argument('[folder]', 'where to write; it is made where there is none', '.')
    .addHelpText('after', examples)
    .action(async (folder) => {
      const { initFolder } = await import('./init/init.js');
      process.stdout.write(initFolder(folder));
    });
}

const examples = `
Examples:
  hostwright init
  hostwright init my-hosts`;
