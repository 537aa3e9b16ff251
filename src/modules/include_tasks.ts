// include_tasks: the tasks of another file, where that is decided on the host. The engine brings them in (src/engine/play/include.ts).

import { z } from 'zod';
import { defineAction } from '../module.js';
import { apply } from '../module_parts/params.js';

export const includeTasks = defineAction({
  kind: 'action',
  name: 'include_tasks',
  summary: 'the tasks of another file, where that is decided on each host by itself',
  params: z.strictObject({
    file: z.string().min(1).describe('the file, beside this one; its name may hold templates'),
    apply: apply(),
  }),
  bare: 'file',
  example: `
- name: what this system needs
  include_tasks: "setup-{{ansible_facts.os_family}}.yml"

- name: each site
  include_tasks: { file: site.yml, apply: { tags: sites } }
  loop: [example.org, example.net]
  loop_control: { loop_var: site }
  tags: sites
`,
  plan: 'run',
  barrier: false,
  run: () => ({}),
});
