// set_fact: gives variables of the host a value for the rest of the run.

import { z } from 'zod';
import { defineAction } from '../module.js';

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const setFact = defineAction({
  kind: 'action',
  name: 'set_fact',
  summary: 'variables of the host get a value, for the rest of the run',
  params: z
    .object({})
    .catchall(z.json().describe('the value of the variable'))
    .refine((facts) => Object.keys(facts).length > 0, 'no variable is named: write NAME: VALUE')
    .refine((facts) => Object.keys(facts).every((name) => variableName.test(name)), {
      error: 'the name of a variable has letters, digits and underscores, and begins with no digit',
    }),
  example: `
- name: remember the address of the site
  set_fact:
    site: https://example.org/
    ports: [80, 443]
`,
  plan: 'run',
  barrier: false,
  assigns: true,
  run: (facts) => ({ facts, result: facts }),
});
