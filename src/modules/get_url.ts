// get_url: a file of the web on the host.

import { defineModule } from '../module.js';
import { checksumOf, params } from '../module_parts/get_url/params.js';
import { planDownload } from '../module_parts/get_url/plan.js';
import { destination, probeDownload, readDownload } from '../module_parts/get_url/probe.js';
import { requestOf } from '../module_parts/web/params.js';

export const getUrl = defineModule({
  kind: 'state',
  name: 'get_url',
  summary: 'a file on the host that is fetched over http or https',
  params,
  aliases: { username: 'url_username', password: 'url_password' },
  undoable: true,
  returns: {
    dest: 'the file',
    url: 'where it came from, without user and password',
    checksum_dest: 'its hash before the task, as the checksum has it (sha256 without one)',
    status_code: 'what the server answered, where it was asked',
    mode: 'its permission bits; those before the task, where it was fetched without a checksum',
    owner: 'its owner, likewise',
    group: 'its group, likewise',
  },
  example: `
- name: the runtime of our chain
  get_url:
    url: https://example.org/releases/runtime.wasm
    dest: /var/lib/polkadot/runtime.wasm
    checksum: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    mode: "0644"
`,
  object: (wanted) => destination(wanted).path,
  slow: (wanted) => !('hash' in (checksumOf(wanted) ?? {})),
  probe: probeDownload,
  onBehalf: async (wanted, output, signal) => {
    // Loaded where a host has no program of its own: an HTTP client costs every other run its start.
    const { askOnBehalf } = await import('../module_parts/get_url/on_behalf.js');
    return askOnBehalf(wanted, output, signal);
  },
  read: readDownload,
  plan: planDownload,
  result: (wanted, { path, mode, owner, group, hash, exchange }) => ({
    ...{ dest: path, url: requestOf(wanted).url, mode, owner, group, checksum_dest: hash },
    ...(exchange.status === undefined ? {} : { status_code: exchange.status }),
  }),
});
