// What self_signed_certificate never replaces, because it may be all that somebody has.

import { type Missing, missing } from '../../change.js';
import { missingAccount } from '../attributes.js';
import type { Found } from './look.js';
import type { Wanted } from './self_signed_params.js';

/** The first reason why nothing may be made at the two paths. */
export function refuse(wanted: Wanted, found: Found): Missing | undefined {
  if (!found.openssl) return missing('openssl is not installed', 'install the package openssl first');
  return (
    refuseKind(wanted.path, found.certificate) ??
    refuseKind(wanted.key_path, found.key) ??
    refuseCertificate(wanted, found) ??
    refuseKey(wanted, found) ??
    missingAccount(wanted, found.key.standing)
  );
}

function refuseKind(path: string, { standing: { kind } }: Found['key' | 'certificate']): Missing | undefined {
  if (kind === 'file' || kind === 'nothing') return undefined;
  return kind === 'link'
    ? missing(`${path} is a symbolic link, as certbot makes them`, `choose another path`)
    : missing(`${path} is not a plain file`, `choose another path`);
}

function refuseCertificate({ path }: Wanted, { certificate: { content } }: Found): Missing | undefined {
  if (content.kind === 'other') {
    return missing(
      `${path} is something else than one certificate`,
      `choose another path, or remove it if it is not needed`,
    );
  }
  if (content.kind !== 'read' || content.what.selfSigned) return undefined;
  return missing(`${path} holds a certificate issued by ${content.what.issuer}: it is not overwritten`);
}

/** A key without a certificate may wait for one from an authority, so only one that fits is used, and kept. */
function refuseKey({ path, key_path, key_type }: Wanted, { certificate, key }: Found): Missing | undefined {
  const { content } = key;
  if (content.kind === 'other') {
    return missing(
      `${key_path} is something else than a private key`,
      `choose another path, or remove it if it is not needed`,
    );
  }
  if (certificate.content.kind !== 'nothing' || content.kind === 'nothing') return undefined;
  if (content.kind === 'read' && content.what.type === key_type) return undefined;
  const what = content.kind === 'read' ? `a key of type ${content.what.type}` : 'a key that cannot be read';
  return missing(`${key_path} holds ${what}, and ${path} no certificate`, `remove it if it is not needed`);
}
