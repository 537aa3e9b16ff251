// The command line: one file for each verb, listed here.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { tellMistakes } from '../options/mistakes.js';
import { packageFolder } from '../project/shipped.js';
import { applyCommand } from './apply.js';
import { completionCommand } from './completion.js';
import { execCommand } from './exec.js';
import { initCommand } from './init.js';
import { inventoryCommand } from './inventory.js';
import { labCommand } from './lab.js';
import { modulesCommand } from './modules.js';
import { planCommand } from './plan.js';
import { schemaCommand } from './schema.js';
import { secretsCommand } from './secrets.js';
import { setupCommand } from './setup.js';
import { validateCommand } from './validate.js';
import { verifyCommand } from './verify.js';

export function buildProgram() {
  const program = new Command('hostwright')
    .description(
      'Brings many UNIX hosts into shape over plain SSH, tells the truth beforehand, and proves the result.',
    )
    .version(version())
    .addCommand(initCommand())
    .addCommand(setupCommand())
    .addCommand(planCommand())
    .addCommand(applyCommand())
    .addCommand(execCommand())
    .addCommand(verifyCommand())
    .addCommand(validateCommand())
    .addCommand(inventoryCommand())
    .addCommand(modulesCommand())
    .addCommand(schemaCommand())
    .addCommand(secretsCommand())
    .addCommand(labCommand())
    .addCommand(completionCommand());
  tellMistakes(program);
  return program;
}

function version(): string {
  const file = join(packageFolder, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
