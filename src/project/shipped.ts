// Where the files lie that come with hostwright.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../files/package.js';
import type { Place } from '../problem.js';

export { packageFolder } from '../files/package.js';

/** Searched last for `template: src`. */
export const shippedTemplates = join(packageFolder, 'templates');

/** Searched last for `import_playbook`. */
export const shippedPlaybooks = join(packageFolder, 'playbooks');

export function isShipped({ place }: { readonly place: Place }): boolean {
  return place.file.startsWith(shippedPlaybooks);
}

/** The file of a playbook that the command line names: one that is not there may be one that is shipped. */
export function playbookFile(name: string): string {
  const shipped = join(shippedPlaybooks, name);
  return existsSync(name) || !existsSync(shipped) ? name : shipped;
}

/** Searched last for roles. */
export const shippedRoles = join(shippedPlaybooks, 'roles');
