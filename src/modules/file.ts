// file: a file's attributes, a directory, a symbolic link, or nothing at a path. Content is copy's and template's.
// What has to be done for each state: file/plan.ts.

import { defineModule } from '../module.js';
import { type Found, isFollowed, params, replaces, type Wanted } from '../module_parts/file/params.js';
import { planPath } from '../module_parts/file/plan.js';
import { readStat, statScript } from '../module_parts/stat.js';

export const file = defineModule({
  kind: 'state',
  name: 'file',
  summary: 'the attributes of a file, a directory, a symbolic link, or nothing there',
  params,
  undoable: true,
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
  probe: (wanted: Wanted) => statScript({ ...wanted, follow: isFollowed(wanted) }, replaces(wanted)),
  asks: ({ path }) => [{ path, content: false }],
  read: (output): Found => {
    const standing = readStat(output);
    return {
      ...standing,
      state: standing.kind === 'nothing' ? 'absent' : standing.kind,
      src: standing.target,
    };
  },
  plan: planPath,
});
