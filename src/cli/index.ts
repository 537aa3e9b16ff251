// The command line: one file for each verb, listed here.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { tellMistakes } from '../options/mistakes.js';
import { packageFolder } from '../project/shipped.js';

/** Every verb with its description, in the order in which help lists them. */
const verbs: Readonly<Record<string, () => Promise<CommandUnknownOpts>>> = {
  init: async () => (await import('./init.js')).initCommand(),
  setup: async () => (await import('./setup.js')).setupCommand(),
  plan: async () => (await import('./plan.js')).planCommand(),
  apply: async () => (await import('./apply.js')).applyCommand(),
  exec: async () => (await import('./exec.js')).execCommand(),
  verify: async () => (await import('./verify.js')).verifyCommand(),
  footprint: async () => (await import('./footprint.js')).footprintCommand(),
  remove: async () => (await import('./remove.js')).removeCommand(),
  validate: async () => (await import('./validate.js')).validateCommand(),
  inventory: async () => (await import('./inventory.js')).inventoryCommand(),
  modules: async () => (await import('./modules.js')).modulesCommand(),
  schema: async () => (await import('./schema.js')).schemaCommand(),
  secrets: async () => (await import('./secrets.js')).secretsCommand(),
  lab: async () => (await import('./lab.js')).labCommand(),
  completion: async () => (await import('./completion.js')).completionCommand(),
};

/** The program with what the words need of it: setup's table of questions, say, is of no use to a plan. */
export async function buildProgram(words: readonly string[] = []) {
  const program = new Command('hostwright')
    .description(
      'Brings many UNIX hosts into shape over plain SSH, tells the truth beforehand, and proves the result.',
    )
    .version(version());
  for (const load of verbsFor(words[0])) program.addCommand(await load());
  tellMistakes(program);
  return program;
}

/** All of them for help, for completion, and to find the word that a mistake was meant to be. */
function verbsFor(word = '--help') {
  if (word === '--version') return [];
  const named = Object.hasOwn(verbs, word) && word !== 'completion' ? verbs[word] : undefined;
  return named ? [named] : Object.values(verbs);
}

function version(): string {
  const file = join(packageFolder, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
