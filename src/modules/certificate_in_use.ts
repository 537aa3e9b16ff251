// certificate_in_use: which certificate a site of a proxy is configured with now, and whether the proxy can load
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
    'the certificate that a site of a proxy is configured with: configured, usable, path, key_path, fingerprint',
  params: z.strictObject({
    site: z
      .union([hostPath(), z.array(hostPath()).min(1)], { error: 'expected a path or a list of paths' })
      .describe(
        'the configuration of the site, or several, of which the first counts that leads to a certificate; nothing is in use where none is there',
      ),
  }),
  bare: 'site',
  returns: {
    configured: 'whether the proxy serves a certificate for the site',
    site_path: 'the configuration that leads to it',
    ...certificateReturns,
  },
  example: `
- name: what is served now
  certificate_in_use: /etc/nginx/sites-available/rpc.conf
  register: served
`,
  plan: 'run',
  barrier: false,
  probe: ({ site }) => `${[site]
    .flat()
    .map(askSite)
    .reduceRight(
      (later, first) => `${first}
[ -n "$path" ] && [ -n "$key" ] || {
${later}
}`,
    )}
printf 'site=%s\\n' "$s"
printf 'path=%s\\nkey_path=%s\\n' "$path" "$key"
command -v openssl >/dev/null || { echo openssl=no; exit 0; }
${probePair('"$path"', '"$key"')}`,
  run(_wanted, { seen }) {
    if (seen === undefined) throw new ProbeError('nobody looked at the site');
    const said = readKeyValues(seen);
    const [path, key_path] = [said.get('path') ?? '', said.get('key_path') ?? ''];
    const site_path = said.get('site') ?? '';
    const configured = path !== '' && key_path !== '';
    if (!configured) return { result: { configured, usable: false } };
    if (said.get('openssl') === 'no') return { result: { configured, site_path, usable: false } };
    return { result: { configured, site_path, ...resultOf({ path, key_path }, readPair(seen.stdout)) } };
  },
});
