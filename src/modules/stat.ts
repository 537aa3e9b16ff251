// stat: what stands at a path of the host, for tasks that depend on it.

import { z } from 'zod';
import { defineAction, ProbeError } from '../module.js';
import { flag, hostPath } from '../module_parts/params.js';
import { algorithms } from '../module_parts/path_facts/facts.js';
import { probePath, readPath } from '../module_parts/path_facts/probe.js';

export const stat = defineAction({
  kind: 'action',
  name: 'stat',
  summary: 'what stands at a path of the host, for register',
  params: z.strictObject({
    path: hostPath().describe('the path that is looked at'),
    follow: flag().default(false).describe('true: of a symbolic link, what it leads to'),
    get_checksum: flag().default(true).describe('true: checksum is the hash of a file that may be read'),
    checksum_algorithm: z.enum(algorithms).default('sha1').describe('how checksum is made'),
    get_mime: flag()
      .default(true)
      .describe('true: mimetype and charset, where the host has file; else they are unknown'),
    get_attributes: flag()
      .default(true)
      .describe('true: attributes and attr_flags, where lsattr of the host knows them'),
  }),
  aliases: {
    dest: 'path',
    name: 'path',
    mime: 'get_mime',
    mime_type: 'get_mime',
    'mime-type': 'get_mime',
    attr: 'get_attributes',
    attributes: 'get_attributes',
    checksum: 'checksum_algorithm',
    checksum_algo: 'checksum_algorithm',
  },
  bare: 'path',
  returns: {
    stat: 'what there is at the path: exists, and then isdir, isreg, islnk, mode, size, mtime, uid, pw_name, gid, gr_name, checksum, lnk_source and more, by the names of Ansible',
  },
  example: `
- name: is there a database already?
  stat: /var/lib/polkadot/chains
  register: database  # database.stat.exists, .isdir, .size, .mode
`,
  plan: 'run',
  barrier: false,
  probe: probePath,
  run(wanted, { seen }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    return { result: { stat: readPath(seen, wanted) } };
  },
});
