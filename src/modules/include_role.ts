// include_role: the tasks of a role, where that is decided on the host. The engine brings them in (src/engine/play/include.ts).

import { z } from 'zod';
import { defineAction } from '../module.js';
import { apply, flag } from '../module_parts/params.js';

const file = (what: string) => z.string().min(1).optional().describe(`its ${what}, instead of main.yml`);

export const includeRole = defineAction({
  kind: 'action',
  name: 'include_role',
  summary: 'a role, where that is decided on each host by itself',
  params: z.strictObject({
    name: z.string().min(1).describe('the role'),
    tasks_from: file('list of tasks'),
    vars_from: file('file of variables'),
    defaults_from: file('file of defaults'),
    handlers_from: file('file of handlers'),
    public: flag().default(false).describe('whether the other tasks of the play can read what it defines'),
    apply: apply(),
  }),
  bare: 'name',
  example: `
- name: a role for each user
  include_role: { name: account }
  vars: { account_name: "{{item}}" }
  loop: [ada, grace]
`,
  plan: 'run',
  barrier: false,
  run: () => ({}),
});
