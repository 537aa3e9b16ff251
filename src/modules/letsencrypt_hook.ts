// letsencrypt_hook: which service reads a certificate again when certbot has renewed it. letsencrypt_certificate sees to the
// same (`reload`), but what it does stays when a transaction is put back; a proxy that takes over from another wants the
// hook to go back with it. Proof: test/lab/letsencrypt/moves.test.ts.

import { z } from 'zod';
import { change, type Verdict } from '../change.js';
import { readKeyValues } from '../host_words.js';
import { defineModule } from '../module.js';
import { formatHook, putHook } from '../module_parts/letsencrypt/hook.js';
import { shape } from '../module_parts/letsencrypt/params.js';
import { hookPath } from '../module_parts/letsencrypt/paths.js';
import { quote } from '../shell/quote.js';
import { hashPath } from '../shell/shared_stat.js';

export const letsencryptHook = defineModule({
  kind: 'state',
  name: 'letsencrypt_hook',
  summary: 'the service that reads a certificate again after each renewal',
  params: z.strictObject({
    name: shape.name.unwrap().describe("certbot's name for the certificate"),
    reload: shape.reload
      .unwrap()
      .describe('the service, which is reloaded if its configuration passes its test'),
  }),
  undoable: true,
  brief: true,
  example: `
- name: Apache serves what certbot renews
  letsencrypt_hook:
    name: rpc.example.org
    reload: apache2
`,
  probe: ({ name }) => `p=${quote(hookPath(name))}
d=\${p%/*}
[ ! -d "$d" ] || [ -x "$d" ] || { printf '%s may not look into %s: add become: true\\n' "$(id -un)" "$d" >&2; exit 1; }
[ ! -x "$p" ] || { ${hashPath}
echo "hook=$h"; }`,
  read: (output, wanted) => ({
    reload: formatHook(readKeyValues(output).get('hook') ?? null, { ...wanted, names: [] }),
  }),
  plan(wanted, { reload }): Verdict {
    if (reload === wanted.reload) return null;
    return change([{ name: 'reload', from: reload, to: wanted.reload }], putHook({ ...wanted, names: [] }));
  },
});
