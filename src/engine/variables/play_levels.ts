// What a play adds to the variables of its hosts, by the levels of src/expression/precedence.ts.

import type { Levels } from '../../expression/precedence.js';
import { final } from '../../expression/scope.js';
import type { Play } from '../../playbook/play.js';

/** @param hosts of the play, in its order, when it begins. @param batch those that have their turn together */
export function playLevels(
  { roles, vars, varsFiles, prompted }: Play,
  hosts: readonly string[],
  batch: readonly string[] = hosts,
): Levels {
  const [all, together] = [final(hosts), final(batch)];
  return {
    ...roles,
    'play vars': vars,
    vars_prompt: prompted,
    vars_files: varsFiles,
    'magic variables': new Map([
      ['play_hosts', together],
      ['ansible_play_batch', together],
      ['ansible_play_hosts', all],
      ['ansible_play_hosts_all', all],
    ]),
  };
}
