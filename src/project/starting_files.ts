// The files that a folder of hosts begins with; their texts lie in templates/init and in inventory.example.yml.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, shippedTemplates } from './shipped.js';

export interface StartingFile {
  /** Within the folder. */
  readonly name: string;
  /** What is in it, for people. */
  readonly holds: string;
  readonly text: string;
}

export function startingFiles(): readonly StartingFile[] {
  return [
    { name: 'inventory.yml', holds: 'your hosts, and how they are reached', text: template('inventory.yml') },
    { name: 'group_vars/all.yml', holds: 'what holds for all of them', text: settings() },
    { name: 'site.yml', holds: 'the playbook: what they shall be like', text: startingPlaybook() },
    { name: '.gitignore', holds: 'what version control shall leave out', text: template('gitignore') },
  ];
}

/**
 * A playbook of a few lines for any number of hosts.
 *
 * @param playbook its own name, and that of the inventory, for its comments
 */
export function startingPlaybook(playbook = 'site.yml', inventory = 'inventory.yml'): string {
  return template('site.yml')
    .replaceAll('inventory.yml', () => inventory)
    .replaceAll(' site.yml', () => ` ${commandWords(playbook, inventory)}`);
}

/** What stands behind `hostwright plan` for these two. */
export function commandWords(playbook: string, inventory: string): string {
  return [playbook, ...inventoryWords(inventory)].join(' ');
}

/** What a command has to be told of an inventory: nothing of the one that it looks for by itself. */
export function inventoryWords(inventory: string): readonly string[] {
  return inventory === 'inventory.yml' ? [] : ['-i', inventory];
}

/** npm leaves out a file named .gitignore, so that one is shipped without its dot. */
function template(name: string): string {
  return readFileSync(join(shippedTemplates, 'init', name), 'utf8');
}

/** The settings that inventory.example.yml describes, as variables of all hosts. */
function settings(): string {
  const [, vars = ''] = readFileSync(join(packageFolder, 'inventory.example.yml'), 'utf8').split(
    '\n  vars:\n',
  );
  return `${settingsHead}${vars.replaceAll(/^ {4}/gm, '')}`;
}

const settingsHead = `# What holds for all hosts. Every line that is commented out shows the value that holds without it.

`;
