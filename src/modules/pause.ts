// pause: waits for some seconds.

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineAction } from '../module.js';
import { seconds } from '../module_parts/params.js';

export const pause = defineAction({
  kind: 'action',
  name: 'pause',
  summary: 'nothing is done on the host for some seconds',
  params: z.strictObject({
    seconds: seconds().describe('how long'),
  }),
  bare: 'seconds',
  example: `
- name: let the peers find us
  pause:
    seconds: 5
`,
  plan: { skip: 'a plan does not wait' },
  barrier: true,
  async run({ seconds: long }, { signal }) {
    await sleep(long * 1000, undefined, { signal });
    return { message: `waited ${long} s` };
  },
});
