// archive: files of the host, packed into one file of the host.

import { defineModule } from '../module.js';
import { destOf, params } from '../module_parts/archive/params.js';
import { planArchive } from '../module_parts/archive/plan.js';
import { probeArchive } from '../module_parts/archive/probe.js';
import { readArchive } from '../module_parts/archive/read.js';

export const archive = defineModule({
  kind: 'state',
  name: 'archive',
  summary: 'files of the host, packed into one file there (tar, zip) or compressed',
  params,
  slow: true,
  undoable: true,
  returns: {
    dest: 'the archive',
    state: 'file, or absent',
    dest_state: 'archive, compress (one file, without tar), incomplete (some of path is missing) or absent',
    archived: 'the paths that are in it',
    missing: 'what of path is not there',
    arcroot: 'the folder that names in the archive begin below',
    expanded_paths: 'path, with * and ? read',
    expanded_exclude_paths: 'exclude_path, with * and ? read',
  },
  example: `
- name: the configuration, before it is changed
  archive:
    path:
      - /etc/nginx
      - /etc/letsencrypt/*
    dest: /var/backups/web.tar.gz
    exclusion_patterns: "*.bak"
    mode: "0600"
`,
  object: destOf,
  probe: probeArchive,
  read: readArchive,
  plan: planArchive,
  result: (wanted, { kind, isArchive, missing, root, expanded, excluded, sources }) => ({
    dest: destOf(wanted),
    state: kind === 'nothing' ? 'absent' : 'file',
    dest_state:
      kind === 'nothing' ? 'absent' : !isArchive ? 'compress' : missing.length > 0 ? 'incomplete' : 'archive',
    archived: sources.map(({ path }) => path),
    missing: [...missing],
    arcroot: root,
    expanded_paths: [...expanded],
    expanded_exclude_paths: [...excluded],
  }),
});
