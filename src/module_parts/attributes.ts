// Mode, owner and group of what stands at a path: the parameters, and their differences.

import type { Field, Missing } from '../change.js';
import { missing } from '../change.js';
import { account, modeOrChanges } from './params.js';
import type { Stat } from './stat.js';

export interface Attributes {
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/** The parameters, for a module's schema. */
export const attributeParams = {
  mode: modeOrChanges()
    .optional()
    .describe(
      'permission bits, such as "0644", or changes of them, such as u=rw,go=rX; left alone when absent',
    ),
  owner: account().optional().describe('name of the user it belongs to; left alone when absent'),
  group: account().optional().describe('name of the group it belongs to; left alone when absent'),
};

/** What is wanted and differs. */
export function differingAttributes(wanted: Attributes, found: Stat): readonly Field[] {
  return (['mode', 'owner', 'group'] as const).flatMap((name) => {
    const to = wanted[name];
    return to === undefined || to === found[name] ? [] : [{ name, from: found[name], to }];
  });
}

/** Says which wanted account the host does not have. */
export function missingAccount(wanted: Attributes, found: Stat): Missing | undefined {
  if (!found.knowsOwner) return missing(`this host has no user ${wanted.owner}`, `create it first`);
  if (!found.knowsGroup) return missing(`this host has no group ${wanted.group}`, `create it first`);
  return undefined;
}
