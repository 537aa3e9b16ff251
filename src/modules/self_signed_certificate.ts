// self_signed_certificate: a private key and a certificate that it signs itself, renewed before it expires.

import { change, type Field, sh, type Verdict } from '../change.js';
import { defineModule } from '../module.js';
import { differingAttributes } from '../module_parts/attributes.js';
import { type Found, probeCertificate, readCertificate } from '../module_parts/certificate/look.js';
import { makeScript } from '../module_parts/certificate/make.js';
import { certificateReturns } from '../module_parts/certificate/pair.js';
import { refuse } from '../module_parts/certificate/refuse.js';
import { params, type Wanted } from '../module_parts/certificate/self_signed_params.js';
import { blockerAbove, blockerOnTheWay } from '../module_parts/path_blocker.js';
import { attributesCall, deeds } from '../shell/door/deeds.js';
import { atDoor, isAllowed } from '../shell/door/door.js';

const DAY = 86_400;

/** Seconds by which a clock may have been set back since it was made. */
const CLOCK_STEP = 60;

export const selfSignedCertificate = defineModule({
  kind: 'state',
  name: 'self_signed_certificate',
  summary: 'a private key and a self-signed certificate',
  params,
  object: ({ path }) => path,
  undoable: true,
  exact: true,
  makes: ({ path, key_path }) => [path, key_path],
  returns: {
    fingerprint: certificateReturns.fingerprint,
    not_after: certificateReturns.not_after,
    names: certificateReturns.names,
  },
  example: `
- name: a certificate until there is a better one
  self_signed_certificate:
    path: /etc/ssl/certs/wss.crt
    key_path: /etc/ssl/private/wss.key
    names: [node.example.com, 198.18.0.11]
`,
  probe: probeCertificate,
  read: readCertificate,
  plan: (wanted, found): Verdict => refuse(wanted, found) ?? compare(wanted, found),
  result: (_wanted, { certificate: { content } }) =>
    content.kind === 'read'
      ? {
          fingerprint: content.what.fingerprint,
          not_after: content.what.notAfter,
          names: [...content.what.names],
        }
      : {},
});

function compare(wanted: Wanted, found: Found): Verdict {
  const { standing, content } = found.key;
  const attributes = { mode: wanted.key_mode, owner: wanted.owner, group: wanted.group };
  const differing = differingAttributes(attributes, standing).map((field) =>
    field.name === 'mode' ? { ...field, name: 'key_mode' } : field,
  );
  const renewal = differingCertificate(wanted, found);
  const fields = [...renewal, ...differing];
  if (fields.length === 0) return null;
  const unsafe = isAllowed(wanted.unsafe_path);
  const step = (script: string, ...paths: readonly string[]) => ({ ...sh(script, paths), unsafe });
  const swapped =
    blockerOnTheWay(wanted, standing) ??
    blockerOnTheWay({ unsafe_path: wanted.unsafe_path }, found.certificate.standing);
  if (renewal.length === 0) {
    const way = { path: wanted.key_path, at: 'itself', unsafe } as const;
    return swapped ?? change(fields, [step(atDoor(way, deeds, attributesCall(attributes)), wanted.key_path)]);
  }
  const making = {
    ...wanted,
    unsafe,
    owner: wanted.owner ?? standing.owner ?? undefined,
    group: wanted.group ?? standing.group ?? undefined,
    keepKey: found.certificate.content.kind === 'nothing' && content.kind === 'read',
  };
  return (
    blockerAbove(found.certificate.standing) ??
    blockerAbove(standing) ??
    swapped ??
    change(fields, [step(makeScript(making), wanted.path, wanted.key_path)])
  );
}

/** Empty where the certificate may stay; otherwise everything that a new one changes. */
function differingCertificate(wanted: Wanted, found: Found): readonly Field[] {
  const was = spell(wanted, found);
  const fields = (['path', 'key_path', 'names', 'key_type'] as const).flatMap((name) =>
    JSON.stringify(was[name]) === JSON.stringify(wanted[name])
      ? []
      : [{ name, from: was[name], to: wanted[name] }],
  );
  const due = was.days !== null && was.days < wanted.renew_before;
  if (fields.length === 0 && !due) return [];
  return was.days === wanted.days ? fields : [...fields, { name: 'days', from: was.days, to: wanted.days }];
}

/** What was found, as the parameters spell it. A key that belongs to another certificate is as good as none. */
export function spell(wanted: Pick<Wanted, 'path' | 'key_path'>, { certificate, key }: Found) {
  const there = certificate.content.kind === 'read' ? certificate.content.what : null;
  return {
    // Made while the clock of the host was ahead: no client takes it until that time comes.
    path:
      there && there.secondsToGo > CLOCK_STEP
        ? 'not valid yet'
        : spellPath(wanted.path, certificate.content.kind),
    key_path:
      there && key.content.kind === 'read' && key.content.what.hash !== there.key.hash
        ? 'the key of another certificate'
        : spellPath(wanted.key_path, key.content.kind),
    names: there ? [...there.names] : null,
    key_type: there ? there.key.type : null,
    days: there ? Math.round(there.secondsLeft / DAY) : null,
  };
}

function spellPath(path: string, kind: Found['key']['content']['kind']): string | null {
  return kind === 'nothing' ? null : kind === 'read' ? path : kind;
}
