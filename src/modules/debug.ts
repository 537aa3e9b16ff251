// debug: says something, or what a variable holds.

import { z } from 'zod';
import type { Json } from '../json.js';
import { defineAction } from '../module.js';
import { anyTextMark } from '../module_mark.js';

export const debug = defineAction({
  kind: 'action',
  name: 'debug',
  summary: 'a message, or the value of a variable, is shown',
  params: z
    .strictObject({
      msg: z.json().optional().describe('what to say; a list or a map is shown as JSON').meta(anyTextMark),
      var: z.string().min(1).optional().describe('name of the variable to show, without braces'),
    })
    .refine((wanted) => (wanted.msg === undefined) !== (wanted.var === undefined), {
      path: ['msg'],
      error: 'write either msg or var',
    }),
  bare: 'msg',
  returns: {
    msg: 'what was shown',
  },
  example: `
- name: say where we are
  debug: the site is ready
- name: look into a variable
  debug:
    var: group_names
`,
  plan: 'run',
  barrier: false,
  run({ msg, var: name }, context) {
    const shown = name === undefined ? (msg ?? null) : context.value(name);
    return {
      message: name === undefined ? asText(shown) : `${name} = ${asText(shown)}`,
      result: { msg: shown },
    };
  },
});

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
