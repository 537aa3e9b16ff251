// meta: says how the play goes on for the host. What each word does is the engine's (src/engine/play/meta.ts).

import { z } from 'zod';
import { controls, defineAction } from '../module.js';

export const meta = defineAction({
  kind: 'action',
  name: 'meta',
  summary: 'how the play goes on: handlers run now, it ends for the host, the connection is made anew',
  params: z.strictObject({
    action: z
      .enum(controls)
      .describe(
        'flush_handlers: handlers that are due run now; end_host, end_play: the play ends for the host, without a failure; ' +
          'clear_host_errors: hosts that failed or were lost take part in the next play; reset_connection: log in anew; ' +
          'noop: nothing',
      ),
  }),
  bare: 'action',
  example: `
- name: what was notified so far is done before the next task
  meta: flush_handlers

- name: a new login sees the groups that its user has now
  meta: reset_connection

- name: nothing else is for these hosts
  meta: end_host
  when: ansible_facts.os_family != "Debian"
`,
  plan: 'run',
  barrier: false,
  run: ({ action }) => ({ control: action }),
});
