// replace: every match of a regular expression in a file.

import { z } from 'zod';
import { type Missing, missing } from '../change.js';
import { defineModule } from '../module.js';
import {
  askAboutFile,
  editedParams,
  editedPath,
  pathAliases,
  planEdit,
  probeFile,
  readFile,
} from '../module_parts/text_edit/edited_file.js';
import { editMatches, type WantedReplacement } from '../module_parts/text_edit/matches.js';
import { pattern } from '../module_parts/text_edit/pattern_param.js';

export const replace = defineModule({
  kind: 'state',
  name: 'replace',
  summary: 'every match of a regular expression in a file, replaced',
  params: z.strictObject({
    path: editedPath,
    regexp: pattern('text').describe(
      "what is replaced (Python's syntax); ^ and $ are the ends of each line. Write it so that it does not match what takes its place",
    ),
    replace: z
      .string()
      .default('')
      .describe('what takes its place; \\1 and \\g<name> are groups. None: the matches are removed'),
    after: pattern('text')
      .optional()
      .describe('only what follows this is looked at; . matches line feeds too'),
    before: pattern('text').optional().describe('only what precedes this is looked at'),
    ...editedParams,
  }),
  aliases: pathAliases,
  undoable: true,
  brief: true,
  example: `
- name: the old node has moved
  replace:
    path: /etc/hosts
    regexp: ^10\\.0\\.0\\.11(\\s)
    replace: 10.0.1.11\\1
`,
  object: ({ path }) => path,
  probe: probeFile,
  asks: askAboutFile,
  read: readFile,
  plan: (wanted, found) =>
    planEdit(wanted, found, {
      parameter: 'replace',
      bare: missing(`there is no ${wanted.path}`, 'make it first'),
      edit: (content) => edit(content, wanted),
    }),
});

/** Nothing is done where there is no part between `after` and `before`. */
function edit(content: Buffer, wanted: WantedReplacement & { readonly path: string }): Buffer | Missing {
  const text = content.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(content)) {
    return missing(`${wanted.path} is no text in UTF-8`, 'lineinfile edits any bytes');
  }
  const after = editMatches(text, wanted);
  return after === undefined ? content : Buffer.from(after, 'utf8');
}
