// served_certificate: the certificate in a file is the one that a client is shown. A service reads its certificate when it
// starts and when it is told to, so one that was renewed, or replaced by hand, may be served by nobody.

import { z } from 'zod';
import { change, missing, undoable, type Verdict } from '../change.js';
import { readKeyValues } from '../host_words.js';
import { defineModule, type Output, ProbeError } from '../module.js';
import { askFile, askServed, fingerprintIn } from '../module_parts/certificate/fingerprint.js';
import { hostName } from '../module_parts/certificate/host_name.js';
import { reloadScript } from '../module_parts/certificate/reload.js';
import { hostPath, port } from '../module_parts/params.js';
import { quote } from '../shell/quote.js';

const params = z.strictObject({
  path: hostPath().describe('the file with the certificate, its chain behind it'),
  name: hostName().describe('the name that a client asks for'),
  port: port().default(443).describe("the port on the host's own 127.0.0.1; 443 by default"),
  service: z
    .string()
    .regex(/^[A-Za-z0-9@_][A-Za-z0-9:@_.-]*$/, 'expected the name of a service, such as nginx')
    .describe(
      'the service that is reloaded where it serves another one, if its configuration passes its test',
    ),
});

type Wanted = z.output<typeof params>;

interface Found {
  readonly openssl: boolean;
  /** SHA-256, hexadecimal with colons; null where there is none. */
  readonly file: string | null;
  readonly served: string | null;
}

export const servedCertificate = defineModule({
  kind: 'state',
  name: 'served_certificate',
  summary: 'the certificate in a file is the one that clients are shown',
  params,
  object: ({ path }) => path,
  undoable: true,
  returns: {
    fingerprint: 'SHA-256 of the certificate in the file',
    served: 'SHA-256 of the one that clients are shown',
  },
  example: `
- name: the newest certificate is served
  served_certificate:
    path: /etc/letsencrypt/live/rpc.example.org/fullchain.pem
    name: rpc.example.org
    service: nginx
`,
  probe: ({ path, name, port }) => `command -v openssl >/dev/null || { echo openssl=no; exit 0; }
c=${quote(path)}
${askFile('file')}
${askServed(name, port)}
echo "served=$served"`,
  read(output: Output): Found {
    const said = readKeyValues(output);
    if (said.get('openssl') !== 'no' && !said.has('served'))
      throw new ProbeError('the look at the served certificate broke off');
    return {
      openssl: said.get('openssl') !== 'no',
      file: fingerprintIn(said.get('file')),
      served: fingerprintIn(said.get('served')),
    };
  },
  plan(wanted, { openssl, file, served }): Verdict {
    const { path, port, service } = wanted;
    if (!openssl) return missing('openssl is not installed', 'install the package openssl first');
    if (file === null) return missing(`there is no certificate in ${path}`, `have one made or issued first`);
    if (served === null)
      return missing(
        `nobody shows a certificate on 127.0.0.1:${port}`,
        `start ${service}, and look at its site`,
      );
    if (file === served) return null;
    return change(
      [{ name: 'served', from: served, to: file }],
      [undoable(readAgain(wanted, file), reloadScript(service))],
    );
  },
  result: (_wanted, { file, served }) => ({ fingerprint: file, served }),
});

/** A service that was told to reload may go on for a moment with what it has. */
function readAgain({ name, port, service }: Wanted, fingerprint: string): string {
  return `( ${reloadScript(service)} ) || exit 1
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  ${askServed(name, port)}
  case $served in *${quote(fingerprint)}) exit 0 ;; esac
  sleep 0.5
done
echo ${quote(`${service} was reloaded and still shows another certificate: its site leads to another file`)} >&2
exit 1`;
}
