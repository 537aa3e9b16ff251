// Mode, owner and group of what stands at a path: the parameters, their differences and the sh that sets them.

import type { Field, Missing } from '../change.js';
import { missing } from '../change.js';
import { quote } from '../shell/quote.js';
import { account, mode } from './params.js';
import type { Standing } from './standing.js';

export interface Attributes {
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/** The parameters, for a module's schema. */
export const attributeParams = {
  mode: mode().optional().describe('permission bits, such as "0644"; left alone when absent'),
  owner: account().optional().describe('name of the user it belongs to; left alone when absent'),
  group: account().optional().describe('name of the group it belongs to; left alone when absent'),
};

/** What is wanted and differs. */
export function differingAttributes(wanted: Attributes, found: Standing): readonly Field[] {
  return (['mode', 'owner', 'group'] as const).flatMap((name) => {
    const to = wanted[name];
    return to === undefined || to === found[name] ? [] : [{ name, from: found[name], to }];
  });
}

/** Says which wanted account the host does not have. */
export function missingAccount(wanted: Attributes, found: Standing): Missing | undefined {
  if (!found.knowsOwner) return missing(`this host has no user ${wanted.owner}: create it first`);
  if (!found.knowsGroup) return missing(`this host has no group ${wanted.group}: create it first`);
  return undefined;
}

/**
 * sh that sets what is wanted. The owner comes first, because chown clears the set-user-ID bit; the mode has a zero in
 * front, because GNU chmod otherwise keeps the set-group-ID bit of a directory.
 *
 * @param path a shell word: a quoted path, or a quoted variable
 */
export function setAttributes(path: string, wanted: Attributes): string {
  const mode = wanted.mode ? [`chmod 0${wanted.mode} ${path}`] : [];
  return [...setOwner(path, wanted, 'chown'), ...mode].join(' && ') || ':';
}

/** The same for a symbolic link itself, which has an owner but no mode. */
export function setLinkAttributes(path: string, wanted: Attributes): string {
  return setOwner(path, wanted, 'chown -h').join('') || ':';
}

function setOwner(path: string, { owner = '', group }: Attributes, chown: string): readonly string[] {
  const who = `${owner}${group ? `:${group}` : ''}`;
  return who ? [`${chown} ${quote(who)} ${path}`] : [];
}
