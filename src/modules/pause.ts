// pause: waits for some seconds.

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineAction } from '../module.js';
import { whole } from './params.js';

export const pause = defineAction({
  kind: 'action',
  name: 'pause',
  summary: 'nothing is done on the host for some seconds',
  params: z.strictObject({
    seconds: whole()
      .refine((seconds) => seconds >= 0 && seconds <= 86_400, 'expected 0 to 86400 seconds')
      .describe('how long'),
  }),
  bare: 'seconds',
  example: `
- name: let the peers find us
  pause:
    seconds: 5
`,
  plan: { skip: 'a plan does not wait' },
  barrier: true,
  async run({ seconds }, { signal }) {
    await sleep(seconds * 1000, undefined, { signal });
    return { message: `waited ${seconds} s` };
  },
});
