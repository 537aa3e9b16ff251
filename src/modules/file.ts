// file: a file's attributes, a directory, a symbolic link, or nothing at a path. Content is copy's and template's.
// What has to be done for each state: file/plan.ts.

import { defineModule } from '../module.js';
import { params } from '../module_parts/file/params.js';
import { planPath } from '../module_parts/file/plan.js';
import { probeFile, readFound } from '../module_parts/file/probe.js';
import { withFolders } from '../module_parts/stat.js';

export const file = defineModule({
  kind: 'state',
  name: 'file',
  summary: 'the attributes of a file, a directory, a link, or nothing there',
  params,
  aliases: { dest: 'path', name: 'path' },
  undoable: true,
  brief: ({ recurse }) => !recurse,
  makes: ({ path, state }) => (state === 'absent' ? [] : [path]),
  foretell: withFolders,
  example: `
- name: the directory of the site
  file:
    path: /srv/site
    state: directory
    mode: "0750"
    owner: root
    group: www-data
- name: no default site
  file:
    path: /etc/nginx/sites-enabled/default
    state: absent
`,
  object: ({ path }) => path,
  probe: probeFile,
  asks: ({ path }) => [{ path, content: false }],
  read: readFound,
  plan: planPath,
});
