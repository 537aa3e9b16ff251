// unarchive: what is in an archive, in a folder of the host.

import { defineModule } from '../module.js';
import { params } from '../module_parts/unarchive/params.js';
import { planArchive } from '../module_parts/unarchive/plan.js';
import { probeArchive } from '../module_parts/unarchive/probe.js';
import { readArchive } from '../module_parts/unarchive/read.js';

export const unarchive = defineModule({
  kind: 'state',
  name: 'unarchive',
  summary: 'what is in an archive (tar, zip), unpacked in a folder of the host',
  params,
  source: { kind: 'file', from: 'src', into: 'content', unlessFalse: 'decrypt', unlessTrue: 'remote_src' },
  slow: true,
  undoable: true,
  returns: {
    dest: 'the folder',
    src: 'the archive',
    handler: 'what unpacks it: TarArchive or ZipArchive',
    files: 'the names that are unpacked, with list_files',
  },
  example: `
- name: the exporter, as its authors pack it
  unarchive:
    src: /var/cache/node_exporter-1.8.2.linux-amd64.tar.gz
    remote_src: true
    dest: /opt
    owner: root
    group: root
`,
  object: ({ dest }) => dest,
  probe: probeArchive,
  read: readArchive,
  plan: planArchive,
  result: ({ dest, src, list_files }, { created, format, members }) => ({
    ...{ dest, src },
    ...(!created && { handler: format === 'zip' ? 'ZipArchive' : 'TarArchive' }),
    ...(list_files && { files: members.map(({ name }) => name) }),
  }),
});
