// include_vars: variables of a file, for all that follows on the host. The engine sets them (src/engine/play/include.ts).

import { z } from 'zod';
import { defineAction } from '../module.js';

export const includeVars = defineAction({
  kind: 'action',
  name: 'include_vars',
  summary: 'variables of a file, where that is decided on each host by itself',
  params: z.strictObject({
    file: z.string().min(1).describe('the file, in vars/ or beside this one; its name may hold templates'),
    name: z.string().min(1).optional().describe('one variable that holds all of them, as a map'),
  }),
  bare: 'file',
  example: `
- name: the names of packages on this system
  include_vars: "{{ansible_facts.distribution}}.yml"
`,
  plan: 'run',
  barrier: false,
  run: () => ({}),
});
