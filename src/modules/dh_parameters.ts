// dh_parameters: a file with parameters for Diffie-Hellman, for TLS ciphers that begin with DHE. The groups of RFC 7919 are
// there at once, and known to be good; numbers of one's own take openssl minutes to find, and are no safer.

import { z } from 'zod';
import { change, type Field, missing, type Step, type Verdict } from '../change.js';
import { defineModule, ProbeError } from '../module.js';
import { generateScript } from '../module_parts/dh_parameters/generate.js';
import { readDhParameters, sizes, standardParameters } from '../module_parts/dh_parameters/rfc7919.js';
import { hostPath, unsafePath, whole } from '../module_parts/params.js';
import { isAllowed } from '../shell/door/door.js';
import { quote } from '../shell/quote.js';

const params = z.strictObject({
  path: hostPath().describe('where the parameters are, as PEM'),
  source: z
    .enum(['rfc7919', 'generate'])
    .default('rfc7919')
    .describe(
      'rfc7919: the group ffdhe2048, ffdhe3072 or ffdhe4096, at once; generate: openssl looks for new ones',
    ),
  bits: whole()
    .refine((bits) => sizes.includes(bits), `expected ${sizes.join(', ')}`)
    .default(2048)
    .describe(`length of the prime: ${sizes.join(', ')}`),
  unsafe_path: unsafePath(),
});

type Wanted = z.output<typeof params>;

export const dhParameters = defineModule({
  kind: 'state',
  name: 'dh_parameters',
  summary: 'parameters for Diffie-Hellman, of RFC 7919 or made by openssl',
  params,
  object: ({ path }) => path,
  undoable: true,
  example: `
- name: parameters for clients without elliptic curves
  dh_parameters:
    path: /etc/ssl/certs/dhparam.pem
`,
  probe: ({ path }) => `command -v openssl >/dev/null && echo openssl=yes
p=${quote(path)}
d=\${p%/*}
[ ! -d "$d" ] || [ -x "$d" ] || { printf '%s may not look into %s: add become: true\\n' "$(id -un)" "$d" >&2; exit 1; }
[ ! -f "$p" ] || [ -r "$p" ] || { printf '%s may not read %s: add become: true\\n' "$(id -un)" "$p" >&2; exit 1; }
[ ! -d "$p" ] || echo directory=yes
echo '${FILE}'
[ ! -f "$p" ] || sed -n '/-----BEGIN DH PARAMETERS-----/,/-----END DH PARAMETERS-----/p' "$p"`,
  read({ stdout }) {
    const text = stdout.toString('utf8');
    const [head = '', file] = text.split(`${FILE}\n`);
    if (file === undefined) throw new ProbeError('the look at the parameters broke off');
    return {
      openssl: head.includes('openssl=yes'),
      directory: head.includes('directory=yes'),
      ...readDhParameters(file),
    };
  },
  plan(wanted, found): Verdict {
    if (found.directory) return missing(`${wanted.path} is a directory`, `choose another path`);
    const fields: readonly Field[] = (['source', 'bits'] as const).flatMap((name) =>
      found[name] === wanted[name] ? [] : [{ name, from: found[name], to: wanted[name] }],
    );
    if (fields.length === 0) return null;
    if (wanted.source === 'generate' && !found.openssl)
      return missing('openssl is not installed', 'install the package openssl first');
    return change(fields, [stepFor(wanted)]);
  },
});

const FILE = '-- file --';

function stepFor({ path, source, bits, unsafe_path }: Wanted): Step {
  const unsafe = isAllowed(unsafe_path);
  if (source === 'generate')
    return {
      kind: 'sh',
      script: generateScript({ path, bits, unsafe }),
      touches: [path],
      unsafe,
      detached: true,
    };
  return { kind: 'put', path, content: Buffer.from(standardParameters(bits)), mode: '0644', unsafe };
}
