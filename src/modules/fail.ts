// fail: ends the host's play with a message; almost always under a `when`.

import { z } from 'zod';
import { defineAction } from '../module.js';
import { anyTextMark } from '../module_mark.js';

export const fail = defineAction({
  kind: 'action',
  name: 'fail',
  summary: 'the task fails with a message',
  params: z.strictObject({
    msg: z
      .string()
      .default('the playbook asked to fail here')
      .describe('what is wrong and what to do')
      .meta(anyTextMark),
  }),
  bare: 'msg',
  example: `
- name: no other system is known
  fail:
    msg: this playbook knows Debian only
`,
  plan: 'run',
  barrier: false,
  run: ({ msg }) => ({ failed: true, message: msg }),
});
