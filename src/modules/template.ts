// template: a file on the host whose content is rendered from a template of the controller.

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
import { placed } from '../module_parts/copy/placed.js';
import { withFolders } from '../module_parts/stat.js';

export const template = defineModule({
  kind: 'state',
  name: 'template',
  summary: 'a file on the host, rendered from a template with the variables of the host',
  params: z.strictObject({
    src: z
      .string()
      .min(1)
      .describe('the template, looked up beside the playbook and in its templates folder'),
    content: bytes().optional().describe('what src rendered to; not written by hand').meta(anyTextMark),
    ...contentParams,
  }),
  source: { kind: 'template', from: 'src', into: 'content' },
  undoable: true,
  brief: true,
  example: `
- name: the site of the node
  template:
    src: nginx/site.conf.hbs
    dest: /etc/nginx/conf.d/node.conf
    mode: "0644"
`,
  object: (wanted) => placed(wanted).dest,
  probe: (wanted) => probeContent(placed(wanted)),
  asks: (wanted) => askAboutContent(placed(wanted)),
  read: readContent,
  plan: (wanted, found) => planContent(placed(wanted), found),
  makes: (wanted) => [placed(wanted).dest],
  foretell: withFolders,
});
