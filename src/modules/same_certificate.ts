// same_certificate: the certificate that a site leads to, the one that certbot renews, and the one that is shown are one.
// It only compares. served_certificate brings it about.

import { z } from 'zod';
import { readKeyValues } from '../host_words.js';
import { type ActionResult, defineAction, type Output, ProbeError } from '../module.js';
import { askFile, askServed, fingerprintIn } from '../module_parts/certificate/fingerprint.js';
import { canonicalName } from '../module_parts/certificate/names.js';
import { askSite } from '../module_parts/certificate/site.js';
import { renewalPath } from '../module_parts/letsencrypt/paths.js';
import { flag, hostPath, port } from '../module_parts/params.js';
import { SHA256_FINGERPRINT } from '../proof/fingerprint.js';
import { quote } from '../shell/quote.js';

export const sameCertificate = defineAction({
  kind: 'action',
  name: 'same_certificate',
  summary: 'the certificate on disk, the one that certbot renews and the one that is shown are the same',
  params: z.strictObject({
    site: hostPath().describe('the configuration of the site of a proxy'),
    name: z
      .string()
      .refine((name) => canonicalName(name) !== null, 'expected a DNS name or an IP address')
      .describe('the name that a client asks for'),
    lineage: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, "expected certbot's name of a certificate")
      .optional()
      .describe("certbot's name for the certificate; that name by default"),
    port: port().default(443).describe("the port on the host's own 127.0.0.1; 443 by default"),
    renewed: flag().default(true).describe('false: certbot has nothing to do with it'),
  }),
  returns: {
    file: 'SHA-256 of the certificate on disk',
    renewal: 'SHA-256 of the one that certbot renews',
    served: 'SHA-256 of the one that clients are shown',
  },
  example: `
- name: what was renewed is served
  same_certificate:
    site: /etc/nginx/sites-available/rpc.conf
    name: rpc.example.org
`,
  plan: 'run',
  barrier: false,
  probe: ({
    site,
    name,
    lineage,
    port,
    renewed,
  }) => `command -v openssl >/dev/null || { echo openssl=no; exit 0; }
${askSite(site)}
printf 'path=%s\\n' "$path"
c=$path
${askFile('file')}
${renewed ? askRenewal(lineage ?? name) : ':'}
${askServed(name, port)}
echo "served=$served"`,
  run(wanted, { seen }): ActionResult {
    if (seen === undefined) throw new ProbeError('nobody looked at the host');
    const found = readFound(seen);
    const fault = faultIn(wanted, found);
    const { file, renewal, served } = found;
    const result = { file, renewal, served };
    if (fault !== undefined) return { failed: true, message: fault, result };
    const where = wanted.renewed
      ? "on disk, in certbot's renewal configuration and on the wire"
      : 'on disk and on the wire';
    return { message: `the same ${where}: ${said}${served}`, result };
  },
});

const said = 'SHA-256 ';

/** The one that is the same everywhere, from the message that says so. */
export function fingerprintSaid(message: string): string | undefined {
  const fingerprint = message.slice(message.lastIndexOf(said) + said.length);
  return SHA256_FINGERPRINT.test(fingerprint) ? fingerprint : undefined;
}

/** What certbot replaces next is what its renewal configuration leads to. */
function askRenewal(name: string): string {
  return `s=${quote(renewalPath(name))} c=
[ ! -f "$s" ] || [ -r "$s" ] || { printf '%s may not read %s: add become: true\\n' "$(id -un)" "$s" >&2; exit 1; }
[ ! -f "$s" ] || c=$(sed -n 's/^fullchain *= *//p' "$s" | head -n 1)
printf 'renewal_path=%s\\n' "$c"
${askFile('renewal')}`;
}

interface Found {
  readonly openssl: boolean;
  readonly path: string;
  readonly renewalPath: string;
  /** SHA-256, hexadecimal with colons; null where there is none. */
  readonly file: string | null;
  readonly renewal: string | null;
  readonly served: string | null;
}

function readFound(seen: Output): Found {
  const said = readKeyValues(seen);
  return {
    openssl: said.get('openssl') !== 'no',
    path: said.get('path') ?? '',
    renewalPath: said.get('renewal_path') ?? '',
    file: fingerprintIn(said.get('file')),
    renewal: fingerprintIn(said.get('renewal')),
    served: fingerprintIn(said.get('served')),
  };
}

type Wanted = {
  readonly site: string;
  readonly name: string;
  readonly lineage?: string | undefined;
  readonly port: number;
  readonly renewed: boolean;
};

/** The first thing that differs, with what to do. */
function faultIn({ site, name, lineage = name, port, renewed }: Wanted, found: Found): string | undefined {
  const { path, file, renewal, served } = found;
  if (!found.openssl) return 'openssl is not installed, so nothing can be compared';
  if (path === '') return `${site} leads to no certificate`;
  if (file === null) return `there is no certificate in ${path}, where ${site} leads to`;
  if (served === null) return `nobody shows a certificate on 127.0.0.1:${port}`;
  if (served !== file)
    return `shown is SHA-256 ${served}, and ${path} holds ${file}: the proxy has to be reloaded, as apply does`;
  if (!renewed) return undefined;
  if (found.renewalPath === '')
    return `certbot does not renew ${lineage}: there is no ${renewalPath(lineage)} that leads to it`;
  if (renewal !== file)
    return `certbot renews ${found.renewalPath} (SHA-256 ${renewal ?? 'none'}), and shown is ${path} (${file}): what it renews will not be served`;
  return undefined;
}
