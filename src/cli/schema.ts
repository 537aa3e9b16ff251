// `hostwright schema`: JSON Schema, by which editors complete and check what is typed.

import { Argument, Command } from '@commander-js/extra-typings';
import { inventorySchema } from '../inventory/json_schema.js';
import { modules } from '../modules/index.js';
import { playbookSchema } from '../playbook/json_schema.js';
import { shippedArguments } from '../project/shipped_arguments.js';

export function schemaCommand() {
  return new Command('schema')
    .summary('print JSON Schema for editors')
    .description(
      'Prints the JSON Schema (draft 7) of playbooks or inventories. Editors that know it complete keys, show what ' +
        'they are for, and mark mistakes while you type. What hangs on variables only "hostwright validate" tells.',
    )
    .addArgument(
      new Argument('[what]', 'of what')
        .choices(['playbook', 'inventory'] as const)
        .default('playbook' as const),
    )
    .addHelpText('after', examples)
    .action((what) => {
      const schema = what === 'playbook' ? playbookSchema(modules) : inventorySchema(shippedArguments());
      process.stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
    });
}

const examples = `
Examples:
  hostwright schema >playbook.schema.json
  hostwright schema inventory >inventory.schema.json

The first line of a file tells the editor (yaml-language-server) about it:
  # yaml-language-server: $schema=playbook.schema.json`;
