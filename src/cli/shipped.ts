// Where the files lie that come with hostwright.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above this file with a package.json: the code is in `src/cli` or bundled into `dist`. */
export const packageFolder = folderAbove(dirname(fileURLToPath(import.meta.url)));

/** Searched last for `template: src`. */
export const shippedTemplates = join(packageFolder, 'templates');

/** Searched last for `import_playbook`. */
export const shippedPlaybooks = join(packageFolder, 'playbooks');

/** The file of a playbook that the command line names: one that is not there may be one that is shipped. */
export function playbookFile(name: string): string {
  const shipped = join(shippedPlaybooks, name);
  return existsSync(name) || !existsSync(shipped) ? name : shipped;
}

/** Searched last for roles. */
export const shippedRoles = join(shippedPlaybooks, 'roles');

function folderAbove(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : folderAbove(parent);
}
