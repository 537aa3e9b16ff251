// meta: says how the play goes on for the host. What each word does is the engine's (src/engine/meta.ts).

import { z } from 'zod';
import { defineAction } from '../module.js';

export const meta = defineAction({
  kind: 'action',
  name: 'meta',
  summary: 'how the play goes on: handlers that are due run now',
  params: z.strictObject({
    action: z.enum(['flush_handlers', 'noop']).describe('what to do; noop is nothing'),
  }),
  bare: 'action',
  example: `
- name: what was notified so far is done before the next task
  meta: flush_handlers
`,
  plan: 'run',
  barrier: false,
  run: ({ action }) => ({ control: action }),
});
