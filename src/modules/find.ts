// find: files and directories of the host, by name, age, size and content, for tasks that depend on them.

import { defineAction, ProbeError } from '../module.js';
import { params } from '../module_parts/find/params.js';
import { probeFind } from '../module_parts/find/probe.js';
import { select } from '../module_parts/find/select.js';

export const find = defineAction({
  kind: 'action',
  name: 'find',
  summary: 'files of the host by name, age, size and content, for register',
  params,
  aliases: { name: 'paths', path: 'paths', pattern: 'patterns', exclude: 'excludes' },
  bare: 'paths',
  returns: {
    files:
      'what was found, by path: path, mode, size, mtime, uid, pw_name, isdir, islnk, isreg, checksum and more, by the names of Ansible',
    matched: 'how many that are',
    examined: 'how many were looked at',
    skipped_paths: 'what of paths is no directory, and why',
  },
  example: `
- name: are there databases that nobody uses?
  find:
    paths: /var/lib/polkadot
    patterns: "*.old"
    file_type: directory
    age: 4w
  register: old  # old.files.[0].path, old.matched
`,
  plan: 'run',
  barrier: false,
  probe: probeFind,
  run(wanted, { seen }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    const { files, examined, skipped } = select(seen.stdout, wanted);
    const why = skipped.map((path) => [path, `${path} is not a directory`] as const);
    return {
      result: { files: [...files], matched: files.length, examined, skipped_paths: Object.fromEntries(why) },
      warnings: why.map(([, sentence]) => `find: ${sentence}, so it was not searched`),
    };
  },
});
