// certificate_in_use: which certificate a site of nginx or Apache is configured with now, and whether the proxy can load
// it. It only looks, so that whoever changes the site can leave the one that is served in its place until a better one is
// there.

import { z } from 'zod';
import { readKeyValues } from '../host_words.js';
import { defineAction, ProbeError } from '../module.js';
import { certificateReturns, probePair, readPair, resultOf } from '../module_parts/certificate/pair.js';
import { askSite } from '../module_parts/certificate/site.js';
import { hostPath } from '../module_parts/params.js';

export const certificateInUse = defineAction({
  kind: 'action',
  name: 'certificate_in_use',
  summary:
    'the certificate that a site of nginx or Apache is configured with: configured, usable, path, key_path, fingerprint',
  params: z.strictObject({
    site: hostPath().describe('the configuration of the site; nothing is in use where it is not there'),
  }),
  bare: 'site',
  returns: {
    configured: 'whether the proxy serves a certificate for the site',
    ...certificateReturns,
  },
  example: `
- name: what is served now
  certificate_in_use: /etc/nginx/sites-available/rpc.conf
  register: served
`,
  plan: 'run',
  barrier: false,
  probe: ({ site }) => `${askSite(site)}
printf 'path=%s\\nkey_path=%s\\n' "$path" "$key"
command -v openssl >/dev/null || { echo openssl=no; exit 0; }
${probePair('"$path"', '"$key"')}`,
  run(_wanted, { seen }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the site');
    const said = readKeyValues(seen);
    const [path, key_path] = [said.get('path') ?? '', said.get('key_path') ?? ''];
    const configured = path !== '' && key_path !== '';
    if (!configured || said.get('openssl') === 'no') return { result: { configured, usable: false } };
    return { result: { configured, ...resultOf({ path, key_path }, readPair(seen.stdout)) } };
  },
});
