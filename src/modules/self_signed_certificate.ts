// self_signed_certificate: a private key and a certificate that it signs itself, renewed before it expires.

import { z } from 'zod';
import { change, type Field, type Missing, missing, sh, type Verdict } from '../change.js';
import { defineModule } from '../module.js';
import { quote } from '../shell/quote.js';
import { differingAttributes, missingAccount, setAttributes } from './attributes.js';
import { type Certificate, type Found, probeCertificate, readCertificate } from './certificate/look.js';
import { keyTypes, makeScript } from './certificate/make.js';
import { canonicalName } from './certificate/names.js';
import { account, hostPath, mode, texts, whole } from './params.js';
import { missingParent } from './standing.js';

const DAY = 86_400;

const params = z
  .strictObject({
    path: hostPath().describe('where the certificate is'),
    key_path: hostPath().describe('where its private key is'),
    names: texts()
      .transform((names) => [...new Set(names.map((name) => canonicalName(name) ?? ''))])
      .refine((names) => !names.includes(''), {
        error: 'expected DNS names or IP addresses, without scheme, port or brackets',
      })
      .describe('the DNS names and IP addresses that it is for'),
    // Every browser, Node and OpenSSL 1.1 take P-256, and a handshake costs the server a tenth of what RSA does.
    key_type: z.enum(keyTypes).default('ecdsa-p256').describe('kind and size of the key'),
    days: whole().default(365).describe('days that a new certificate is valid'),
    renew_before: whole().default(30).describe('days before its end at which it is renewed, with a new key'),
    key_mode: mode()
      .default('0600')
      .describe('permission bits of the key, never wider, not even for a moment'),
    owner: account().optional().describe('name of the user that the key belongs to; left alone when absent'),
    group: account().optional().describe('name of the group that the key belongs to; left alone when absent'),
  })
  .refine((wanted) => wanted.days > wanted.renew_before && wanted.renew_before >= 0, {
    path: ['renew_before'],
    error: 'expected fewer days than `days`: it would be renewed at every run',
  })
  .refine((wanted) => wanted.path !== wanted.key_path, {
    path: ['key_path'],
    error: 'the key needs a file of its own',
  });

export type Wanted = z.output<typeof params>;

export const selfSignedCertificate = defineModule({
  kind: 'state',
  name: 'self_signed_certificate',
  summary: 'a private key and a self-signed certificate',
  params,
  example: `
- name: a certificate until there is a better one
  self_signed_certificate:
    path: /etc/ssl/certs/wss.crt
    key_path: /etc/ssl/private/wss.key
    names: [node.example.com, 198.18.0.11]
`,
  probe: probeCertificate,
  read: readCertificate,
  plan: (wanted, found): Verdict =>
    found.openssl
      ? (cannot(wanted, found) ?? compare(wanted, found))
      : missing('openssl is not installed: install the package openssl first'),
  result: (_wanted, { certificate: { content } }) =>
    isCertificate(content)
      ? { fingerprint: content.fingerprint, not_after: content.notAfter, names: [...content.names] }
      : {},
});

/** What is never replaced, because it may be all that somebody has. */
function cannot(wanted: Wanted, { certificate, key }: Found): Missing | undefined {
  const { path, key_path } = wanted;
  for (const [at, { kind }] of [[path, certificate.standing] as const, [key_path, key.standing] as const]) {
    if (kind === 'link')
      return missing(`${at} is a symbolic link, as certbot makes them: choose another path`);
    if (kind !== 'file' && kind !== 'nothing')
      return missing(`${at} is not a plain file: choose another path`);
  }
  if (certificate.content === 'other')
    return missing(`${path} is no certificate: choose another path, or remove it`);
  if (key.content === 'other')
    return missing(`${key_path} is no private key: choose another path, or remove it`);
  if (isCertificate(certificate.content) && !certificate.content.selfSigned) {
    return missing(
      `${path} holds a certificate issued by ${certificate.content.issuer}: it is not overwritten`,
    );
  }
  if (certificate.content === null && key.content !== null && !fits(wanted, key.content)) {
    return missing(
      `${key_path} holds another private key and no certificate is at ${path}: remove it if it is not needed`,
    );
  }
  return (
    missingParent(path, certificate.standing) ??
    missingParent(key_path, key.standing) ??
    missingAccount(wanted, key.standing)
  );
}

function compare(wanted: Wanted, found: Found): Verdict {
  const reasons = [...differingCertificate(wanted, found), ...differingKey(wanted, found)];
  const { standing, content } = found.key;
  const attributes = differingAttributes({ ...wanted, mode: wanted.key_mode }, standing).map((field) =>
    field.name === 'mode' ? { ...field, name: 'key_mode' } : field,
  );
  if (reasons.length === 0 && attributes.length === 0) return null;
  if (reasons.length === 0) {
    const set = setAttributes(quote(wanted.key_path), { ...wanted, mode: wanted.key_mode });
    return change(attributes, [sh(set, [wanted.key_path])]);
  }
  const making = {
    ...wanted,
    owner: wanted.owner ?? standing.owner ?? undefined,
    group: wanted.group ?? standing.group ?? undefined,
    keepKey: found.certificate.content === null && content !== null,
  };
  return change([...reasons, ...attributes], [sh(makeScript(making), [wanted.path, wanted.key_path])]);
}

function differingCertificate(wanted: Wanted, { certificate: { content } }: Found): readonly Field[] {
  if (!isCertificate(content)) return [{ name: 'path', from: content, to: wanted.path }];
  const fields: Field[] = [];
  if ([...content.names].sort().join() !== [...wanted.names].sort().join()) {
    fields.push({ name: 'names', from: [...content.names], to: wanted.names });
  }
  if (content.key.type !== wanted.key_type) {
    fields.push({ name: 'key_type', from: content.key.type, to: wanted.key_type });
  }
  if (content.secondsLeft < wanted.renew_before * DAY) {
    fields.push({ name: 'days', from: Math.round(content.secondsLeft / DAY), to: wanted.days });
  }
  return fields;
}

/** A key that is there without a certificate is certified as it is; one beside another certificate is replaced. */
function differingKey(wanted: Wanted, { certificate, key: { content } }: Found): readonly Field[] {
  if (content === null || content === 'broken' || content === 'other') {
    return [{ name: 'key_path', from: content, to: wanted.key_path }];
  }
  if (!isCertificate(certificate.content) || certificate.content.key.hash === content.hash) return [];
  return [{ name: 'key_path', from: 'not the key of the certificate', to: wanted.key_path }];
}

function fits(wanted: Wanted, key: Found['key']['content']): boolean {
  return key !== null && key !== 'broken' && key !== 'other' && key.type === wanted.key_type;
}

function isCertificate(content: Found['certificate']['content']): content is Certificate {
  return content !== null && content !== 'broken' && content !== 'other';
}
