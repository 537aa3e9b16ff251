// letsencrypt_certificate: a certificate that an ACME server issues and certbot renews. Proof: test/lab/letsencrypt.

import { change, detached, type Step, sh, type Verdict } from '../change.js';
import { defineModule } from '../module.js';
import { certificateReturns, resultOf } from '../module_parts/certificate/pair.js';
import { differingFields, type FieldName } from '../module_parts/letsencrypt/differing.js';
import { dropInText, orderFields } from '../module_parts/letsencrypt/format.js';
import { putHook, writeBelow } from '../module_parts/letsencrypt/hook.js';
import { type Found, probeCertbot, readCertbot } from '../module_parts/letsencrypt/look.js';
import { orderScript } from '../module_parts/letsencrypt/order.js';
import { params, type Wanted } from '../module_parts/letsencrypt/params.js';
import { dropInPath, lineageOf, livePath } from '../module_parts/letsencrypt/paths.js';
import { refuse } from '../module_parts/letsencrypt/refuse.js';
import { attributesCall, deeds } from '../shell/door/deeds.js';
import { atDoor } from '../shell/door/door.js';

export const letsencryptCertificate = defineModule({
  kind: 'state',
  name: 'letsencrypt_certificate',
  summary: "a certificate from Let's Encrypt or another ACME server, renewed by certbot",
  params,
  returns: certificateReturns,
  example: `
- name: a certificate that browsers trust
  letsencrypt_certificate:
    names: [rpc.example.org]
    email: admin@example.org
    accept_terms: true
    reload: nginx
`,
  probe: probeCertbot,
  read: readCertbot,
  plan: (wanted, found): Verdict => refuse(wanted, found) ?? compare(wanted, found),
  result: (wanted, { pair }) => {
    const lineage = lineageOf(wanted);
    return resultOf({ path: livePath(lineage, 'fullchain'), key_path: livePath(lineage, 'privkey') }, pair);
  },
});

function compare(wanted: Wanted, found: Found): Verdict {
  const differing = (...names: readonly FieldName[]) => differingFields(wanted, found, names);
  const order = differing(...orderFields);
  const key = differing('key_mode', 'owner', 'group');
  const hook = differing('reload');
  const trust = differing('ca_file');
  const timer = differing('timer');
  const fields = [...order, ...key, ...hook, ...trust, ...timer];
  if (fields.length === 0) return null;
  return change(fields, [
    ...(hook.length > 0 ? putHook(wanted) : []),
    ...(trust.length > 0 ? trustServer(wanted) : []),
    ...(order.length > 0 ? [orderStep(wanted, found)] : []),
    // Certbot gives a new key the permissions of the old one, wide or not.
    ...(order.length + key.length > 0 ? [protectKey(wanted)] : []),
    ...(timer.length > 0 ? [sh('systemctl enable --now --quiet certbot.timer')] : []),
  ]);
}

function orderStep(wanted: Wanted, found: Found): Step {
  const webroot = wanted.method === 'webroot' ? [{ kind: 'file', name: wanted.webroot } as const] : [];
  const certificate = { kind: 'certificate', name: lineageOf(wanted) } as const;
  const makes = [...webroot, ...(found.renewal === null ? [certificate] : [])];
  return { ...detached(orderScript(wanted, isBroken(found))), makes };
}

/** Certbot renews a certificate that it can read, by a configuration that leads to it; of anything else it makes a second one. */
function isBroken({ pair, renewal }: Found): boolean {
  return renewal === null || pair.chain.length === 0 || pair.key === null;
}

function trustServer(wanted: Wanted): readonly Step[] {
  return [...writeBelow(dropInPath, dropInText(wanted), '0644'), sh('systemctl daemon-reload')];
}

function protectKey(wanted: Wanted): Step {
  const { key_mode: mode, owner, group } = wanted;
  const path = livePath(lineageOf(wanted), 'privkey');
  return sh(atDoor({ path, at: 'follow' }, deeds, attributesCall({ mode, owner, group })));
}
