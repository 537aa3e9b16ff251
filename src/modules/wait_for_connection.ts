// wait_for_connection: a host that something else creates or reboots is waited for.

import { z } from 'zod';
import { defineAction } from '../module.js';
import { seconds } from '../module_parts/params.js';

export const waitForConnection = defineAction({
  kind: 'action',
  name: 'wait_for_connection',
  summary: 'the host is waited for until it can be logged in to; also as the first task',
  params: z.strictObject({
    delay: seconds().default(0).describe('seconds to wait before the first attempt'),
    sleep: seconds().default(1).describe('seconds between attempts'),
    timeout: seconds().default(600).describe('seconds until the host is given up, the delay included'),
  }),
  returns: {
    elapsed: 'how long it was waited, in seconds',
  },
  example: `
- name: the new machine is there
  wait_for_connection:
    delay: 5
    timeout: 300
`,
  plan: { skip: 'a plan does not wait' },
  barrier: true,
  awaitsHost: true,
  async run({ delay, sleep, timeout }, { untilReached }) {
    const began = performance.now();
    await untilReached({ delay, pause: sleep, timeout: Math.max(0, timeout - delay) });
    return { result: { elapsed: Math.round((performance.now() - began) / 1000) } };
  },
});
