// assert: ends the host's play where a condition does not hold.

import { z } from 'zod';
import { defineAction } from '../module.js';
import { conditions, flag } from '../module_parts/params.js';

export const assert = defineAction({
  kind: 'action',
  name: 'assert',
  summary: 'conditions have to hold, or the task fails',
  params: z.strictObject({
    that: conditions().describe('one condition or a list of them, written as in when'),
    fail_msg: z.string().optional().describe('what to say when one does not hold'),
    success_msg: z.string().optional().describe('what to say when all hold'),
    quiet: flag().default(false).describe('true: nothing is said when all hold'),
  }),
  aliases: { msg: 'fail_msg' },
  bare: 'that',
  returns: {
    assertion: 'the condition that does not hold',
  },
  example: `
- name: the port can be used without root
  assert:
    that: 9944 > 1023
    fail_msg: choose a port above 1023
`,
  plan: 'run',
  barrier: false,
  run({ that, fail_msg, success_msg, quiet }, context) {
    const broken = that.find((condition) => !context.test(condition));
    if (broken === undefined) return success_msg === undefined || quiet ? {} : { message: success_msg };
    return {
      failed: true,
      message: fail_msg ?? `this does not hold: ${broken}`,
      result: { assertion: broken },
    };
  },
});
