// Which variable wins where several have one name: the one table of it, weakest first, in Ansible's order.
//
// Who has variables says at which of these levels they stand; nobody else compares. README.md, "Which variable wins", is
// this table (a test compares).

import type { Variables } from './scope.js';

export const precedence = [
  { level: 'promises', of: 'what a later task registers or sets: not known until it has run' },
  { level: 'role defaults', of: "a role's defaults/" },
  { level: 'inventory all', of: 'vars of the group all in the inventory' },
  { level: 'inventory groups', of: 'vars of other groups in the inventory' },
  { level: 'group_vars/all', of: 'group_vars/all beside the inventory' },
  { level: 'playbook group_vars/all', of: 'group_vars/all beside the playbook' },
  { level: 'group_vars', of: 'group_vars/GROUP beside the inventory' },
  { level: 'playbook group_vars', of: 'group_vars/GROUP beside the playbook' },
  { level: 'inventory hosts', of: 'variables of the host in the inventory' },
  { level: 'host_vars', of: 'host_vars/HOST beside the inventory' },
  { level: 'playbook host_vars', of: 'host_vars/HOST beside the playbook' },
  { level: 'facts', of: 'what the host said about itself' },
  { level: 'play vars', of: 'vars of the play' },
  { level: 'vars_prompt', of: 'vars_prompt of the play' },
  { level: 'vars_files', of: 'vars_files of the play, the last file over the first' },
  { level: 'role vars', of: "a role's vars/" },
  { level: 'block vars', of: 'vars of blocks, the inner over the outer' },
  { level: 'task vars', of: 'vars of the task' },
  { level: 'include_vars', of: 'files that a task has read' },
  { level: 'results', of: 'set_fact and register' },
  { level: 'role parameters', of: 'vars where a role is named or included' },
  { level: 'extra vars', of: '--extra-vars' },
  { level: 'loop', of: 'the item of a loop' },
  { level: 'magic variables', of: 'inventory_hostname, groups, hostvars and the like' },
] as const;

export type Level = (typeof precedence)[number]['level'];

export type Levels = Readonly<Partial<Record<Level, Variables>>>;

const ranks: ReadonlyMap<string, number> = new Map(precedence.map(({ level }, rank) => [level, rank]));

export function rankOf(level: Level): number {
  return ranks.get(level) ?? 0;
}
