// lineinfile: one line of a file, found by a regular expression, by a text in it, or by being as wanted.

import { z } from 'zod';
import { defineModule } from '../module.js';
import { flag } from '../module_parts/params.js';
import { contentOf, inBytes, textOf } from '../module_parts/text_edit/byte_text.js';
import {
  askAboutFile,
  bareOf,
  createParam,
  editedParams,
  editedPath,
  pathAliases,
  planEdit,
  probeFile,
  readFile,
} from '../module_parts/text_edit/edited_file.js';
import { editLine } from '../module_parts/text_edit/line.js';
import { pattern } from '../module_parts/text_edit/pattern_param.js';

const params = z
  .strictObject({
    path: editedPath,
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('absent: every line that matches, or is the same, is removed'),
    line: z.string().optional().describe('the line, without its end; needed for state: present'),
    regexp: pattern('bytes')
      .optional()
      .describe(
        "the line to replace: the last one that matches (Python's syntax); where none does, the line is added",
      ),
    search_string: z.string().optional().describe('the same, by a text that the line holds'),
    insertafter: pattern('bytes')
      .optional()
      .describe('where a new line goes: after the last line that matches, or EOF (the default) or BOF'),
    insertbefore: pattern('bytes')
      .optional()
      .describe('where a new line goes: before the last line that matches, or BOF'),
    firstmatch: flag()
      .default(false)
      .describe('true: the first line that matches is meant, and not the last'),
    backrefs: flag()
      .default(false)
      .describe(
        'true: \\1 and \\g<name> in line are groups of regexp; where it does not match nothing is done',
      ),
    create: createParam,
    ...editedParams,
  })
  .refine(({ state, line }) => state === 'absent' || line !== undefined, {
    path: ['line'],
    error: 'state: present needs the line',
  })
  .refine(
    ({ state, line, regexp, search_string }) =>
      state === 'present' || (line ?? regexp ?? search_string) !== undefined,
    {
      path: ['state'],
      error: 'which line is to go: write line, regexp or search_string',
    },
  )
  .refine(({ regexp, search_string }) => regexp === undefined || search_string === undefined, {
    path: ['search_string'],
    error: 'regexp and search_string together are two answers to one question: write one of them',
  })
  .refine(({ insertafter, insertbefore }) => insertafter === undefined || insertbefore === undefined, {
    path: ['insertbefore'],
    error: 'insertafter and insertbefore together are two answers to one question: write one of them',
  })
  .refine(({ backrefs, regexp, state }) => !backrefs || regexp !== undefined || state === 'absent', {
    path: ['backrefs'],
    error: 'backrefs needs regexp: its groups are what is referred to',
  });

export const lineinfile = defineModule({
  kind: 'state',
  name: 'lineinfile',
  summary: 'one line of a file, put in, replaced or removed',
  params,
  aliases: { ...pathAliases, regex: 'regexp', value: 'line' },
  undoable: true,
  brief: true,
  example: `
- name: sshd asks for keys
  lineinfile:
    path: /etc/ssh/sshd_config
    regexp: ^#?PasswordAuthentication
    line: PasswordAuthentication no
    validate: sshd -t -f %s
`,
  object: ({ path }) => path,
  probe: probeFile,
  asks: askAboutFile,
  read: readFile,
  plan: (wanted, found) =>
    planEdit(wanted, found, {
      parameter: wanted.line === undefined ? 'regexp' : 'line',
      bare: bareOf(wanted),
      edit: (content) => contentOf(editLine(textOf(content), inBytes(wanted, texts))),
    }),
});

const texts = ['line', 'regexp', 'search_string', 'insertafter', 'insertbefore'] as const;
