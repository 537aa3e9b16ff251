// copy: a file of the controller, or a text from the playbook, as a file on the host.

import { z } from 'zod';
import { defineModule } from '../module.js';
import { anyTextMark } from '../module_mark.js';
import {
  askAboutContent,
  bytes,
  contentParams,
  planContent,
  probeContent,
  readContent,
} from '../module_parts/content.js';
import { flag } from '../module_parts/params.js';

export const copy = defineModule({
  kind: 'state',
  name: 'copy',
  summary: 'a file on the host with the content of a file here, or with a text',
  params: z
    .strictObject({
      src: z.string().min(1).optional().describe('the file to copy, looked up beside the playbook'),
      content: z
        .union([z.string(), bytes()])
        .optional()
        .describe('the content itself, instead of src')
        .meta(anyTextMark),
      decrypt: flag()
        .default(true)
        .describe('true: a src that is encrypted (age, Ansible Vault) is opened, and not shown'),
      ...contentParams,
    })
    .refine(({ src, content }) => src !== undefined || content !== undefined, {
      path: ['content'],
      error: 'nothing to copy: write src or content',
    })
    .refine(({ src, content }) => src === undefined || typeof content !== 'string', {
      path: ['content'],
      error: 'src and content together are two answers to one question: write one of them',
    }),
  source: { kind: 'file', from: 'src', into: 'content', unlessFalse: 'decrypt' },
  undoable: true,
  example: `
- name: the message of the day
  copy:
    dest: /etc/motd
    content: |
      This host is looked after by hostwright.
`,
  object: ({ dest }) => dest,
  probe: probeContent,
  asks: askAboutContent,
  read: readContent,
  plan: planContent,
});
