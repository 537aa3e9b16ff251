// ping: whether the host can be logged in to, and runs what it is sent.

import { z } from 'zod';
import { defineAction } from '../module.js';

export const ping = defineAction({
  kind: 'action',
  name: 'ping',
  summary: 'the host can be logged in to, and answers; nothing is changed',
  params: z.strictObject({
    data: z.string().min(1).default('pong').describe('what the result says'),
  }),
  bare: 'data',
  returns: {
    ping: 'the text that was asked for',
  },
  example: `
- name: everybody is there
  ping: {}
`,
  plan: 'run',
  barrier: false,
  probe: () => 'echo alive',
  run: ({ data }, { seen }) => {
    const isAlive = seen?.stdout.toString() === 'alive\n';
    const message = isAlive ? data : 'the host answered something else than it was asked for';
    return { failed: !isAlive, message, result: { ping: data } };
  },
});
