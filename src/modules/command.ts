// command: runs a program with its arguments, without a shell in between.

import { z } from 'zod';
import { defineModule } from '../module.js';
import {
  commandReturns,
  execScript,
  guardParams,
  planCommand,
  probeGuards,
  readGuards,
  resultOfNoRun,
} from '../module_parts/guards.js';
import { splitWords } from '../module_parts/words.js';

const params = z
  .strictObject({
    cmd: z
      .string()
      .refine(
        (text) => splitWords(text) !== undefined,
        'a quote is not closed, or the last backslash escapes nothing',
      )
      .optional()
      .describe('the program and its arguments in one line; quotes group words, nothing is expanded'),
    argv: z
      .array(z.union([z.string(), z.number().transform(String)], { error: 'expected a text or a number' }))
      .min(1)
      .optional()
      .describe('the program and its arguments as a list'),
    ...guardParams,
  })
  .refine(({ cmd, argv }) => (cmd === undefined) !== (argv === undefined), {
    path: ['cmd'],
    error: 'write either cmd or argv',
  })
  .refine((wanted) => /^[^-]/.test(wordsOf(wanted)[0] ?? ''), {
    path: ['cmd'],
    error: 'it does not begin with the name of a program',
  });

function wordsOf({
  cmd,
  argv,
}: {
  cmd?: string | undefined;
  argv?: string[] | undefined;
}): readonly string[] {
  return argv ?? splitWords(cmd ?? '') ?? [];
}

export const command = defineModule({
  kind: 'state',
  name: 'command',
  summary: 'a program is run with its arguments; for pipes, globs and variables there is shell',
  params,
  bare: 'cmd',
  returns: commandReturns,
  example: `
- name: which kernel runs
  command: uname -r
- name: a key that is made once
  command:
    argv: [openssl, rand, -out, /root/seed key, "32"]
    creates: /root/seed key
`,
  probe: probeGuards,
  read: readGuards,
  // exec, because a plain word could be a builtin: dash's own echo expands backslashes in its arguments.
  plan: (wanted, found) => planCommand(wanted, found, execScript(wordsOf(wanted)), [...wordsOf(wanted)]),
  result: (wanted, found) => resultOfNoRun([...wordsOf(wanted)], wanted, found),
});
