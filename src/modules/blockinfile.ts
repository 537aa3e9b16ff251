// blockinfile: lines of a file between two marker lines, which say that they are looked after.

import { z } from 'zod';
import { defineModule } from '../module.js';
import { flag } from '../module_parts/params.js';
import { editBlock } from '../module_parts/text_edit/block.js';
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
import { pattern } from '../module_parts/text_edit/pattern_param.js';

const params = z
  .strictObject({
    path: editedPath,
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('absent: the block goes, with its markers'),
    block: z.string().default('').describe('the lines between the markers; none: the block goes'),
    marker: z
      .string()
      .default('# {mark} ANSIBLE MANAGED BLOCK')
      .describe(
        'both marker lines; {mark} in it is marker_begin and marker_end. Each block of a file needs its own',
      ),
    marker_begin: z.string().default('BEGIN').describe('what {mark} is above the block'),
    marker_end: z.string().default('END').describe('what {mark} is below the block'),
    insertafter: pattern('bytes')
      .optional()
      .describe(
        "where a new block goes: after the last line that matches (Python's syntax), or EOF (the default)",
      ),
    insertbefore: pattern('bytes')
      .optional()
      .describe('where a new block goes: before the last line that matches, or BOF'),
    prepend_newline: flag().default(false).describe('true: an empty line stands above the block'),
    append_newline: flag().default(false).describe('true: an empty line stands below the block'),
    create: createParam,
    ...editedParams,
  })
  .refine(({ insertafter, insertbefore }) => insertafter === undefined || insertbefore === undefined, {
    path: ['insertbefore'],
    error: 'insertafter and insertbefore together are two answers to one question: write one of them',
  })
  .refine(
    ({ marker, marker_begin, marker_end }) => marker.includes('{mark}') && marker_begin !== marker_end,
    {
      path: ['marker'],
      error: 'the two marker lines have to differ: write {mark} in it',
    },
  )
  .refine(({ marker }) => !marker.includes('\n'), {
    path: ['marker'],
    error: 'a marker is one line',
  });

export const blockinfile = defineModule({
  kind: 'state',
  name: 'blockinfile',
  summary: 'lines of a file between two marker lines',
  params,
  aliases: { ...pathAliases, content: 'block' },
  undoable: true,
  brief: true,
  example: `
- name: the validators know each other
  blockinfile:
    path: /etc/hosts
    marker: "# {mark} validators"
    block: |
      10.0.0.11 validator-1
      10.0.0.12 validator-2
`,
  object: ({ path }) => path,
  probe: probeFile,
  asks: askAboutFile,
  read: readFile,
  plan: (wanted, found) =>
    planEdit(wanted, found, {
      parameter: 'block',
      bare: bareOf(wanted),
      edit: (content) => contentOf(editBlock(textOf(content), inBytes(wanted, texts))),
    }),
});

const texts = ['block', 'marker', 'marker_begin', 'marker_end', 'insertafter', 'insertbefore'] as const;
