// What a play adds to the variables of its hosts, by the levels of src/expression/precedence.ts.

import type { Levels } from '../expression/precedence.js';
import { final } from '../expression/scope.js';
import type { Play } from '../playbook/play.js';

/** @param hosts of the play, in its order, when it begins */
export function playLevels({ roles, vars }: Play, hosts: readonly string[]): Levels {
  const names = ['play_hosts', 'ansible_play_hosts', 'ansible_play_hosts_all', 'ansible_play_batch'];
  const list = final(hosts);
  return {
    ...roles,
    'play vars': vars,
    'magic variables': new Map(names.map((name) => [name, list] as const)),
  };
}
