// What stands at the paths of a certificate and its key: the read-only script, and its output as values.
//
// The certificate is public, so it comes here whole and is read by node:crypto, whatever OpenSSL the host has. Of the
// key only the public half leaves the host.

import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { countOf } from '../../host_words.js';
import { type Output, ProbeError } from '../../module.js';
import { readStat, type Stat, statScript } from '../stat.js';
import { readAlternativeNames } from './names.js';
import type { Wanted } from './self_signed_params.js';

export interface Certificate {
  readonly selfSigned: boolean;
  readonly issuer: string;
  readonly names: readonly string[];
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /** By the clock of the host; negative when it has expired. */
  readonly secondsLeft: number;
  /** By the clock of the host: until it is valid at all; negative as a rule. */
  readonly secondsToGo: number;
  /** Seconds from its first to its last moment. */
  readonly lifetime: number;
  /** SHA-256 of the whole certificate, hexadecimal with colons. */
  readonly fingerprint: string;
  readonly key: PublicKey;
}

export interface PublicKey {
  readonly type: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  readonly hash: string;
}

/**
 * `broken` may be replaced: an empty file, or PEM that cannot be read. `other`, such as a bundle or a
 * certificate with its key in the same file, may not.
 */
export type Content<What> =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'other' }
  | { readonly kind: 'read'; readonly what: What };

interface Place<What> {
  readonly standing: Stat;
  readonly content: Content<What>;
}

export interface Found {
  readonly openssl: boolean;
  readonly certificate: Place<Certificate>;
  readonly key: Place<PublicKey>;
}

export function probeCertificate({ path, key_path, owner, group }: Wanted): string {
  return `command -v openssl >/dev/null && echo openssl=yes
echo "now=$(date +%s)"
${statScript({ path, follow: false })}
if [ -f "$p" ] && [ ! -L "$p" ]; then
  [ -r "$p" ] || { echo "$(id -un) may not read $p" >&2; exit 1; }
  if [ -s "$p" ]; then echo content=pem; else echo content=broken; fi
  sed -n -e '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' -e '/-----BEGIN .*PRIVATE KEY-----/p' "$p"
fi
echo
echo '${SECOND}'
${statScript({ path: key_path, follow: false, owner, group })}
if [ -f "$p" ] && [ ! -L "$p" ]; then
  [ -r "$p" ] || { echo "$(id -un) may not read $p" >&2; exit 1; }
  if openssl pkey -in "$p" -passin pass: -pubout 2>/dev/null; then echo content=pem
  elif [ ! -s "$p" ] || grep -q -e '-----BEGIN .*PRIVATE KEY-----' "$p"; then echo content=broken
  else echo content=other; fi
fi
exit 0`;
}

/** Stands between what is said about the certificate and about the key. */
const SECOND = '-- key --';

/** Reads what the probe printed. Pure. @throws ProbeError when it makes no sense */
export function readCertificate(output: Output): Found {
  const text = output.stdout.toString('utf8');
  const at = text.lastIndexOf(`\n${SECOND}\n`);
  if (at < 0) throw new ProbeError('the look at the certificate and its key broke off');
  const [first, second] = [text.slice(0, at), text.slice(at + SECOND.length + 2)];
  const now = countOf(/^now=(\d+)$/m.exec(first)?.[1]);
  if (now === undefined) throw new ProbeError('this host does not tell its time');
  return {
    openssl: /^openssl=yes$/m.test(first),
    certificate: {
      standing: standingIn(first, output),
      content: contentOf(first, (pem) => parseCertificate(pem, now)),
    },
    key: { standing: standingIn(second, output), content: contentOf(second, parsePublicKey) },
  };
}

function standingIn(text: string, output: Output): Stat {
  return readStat({ ...output, stdout: Buffer.from(text) });
}

function contentOf<What>(text: string, parse: (pem: string) => What): Content<What> {
  const kind = /^content=(\w+)$/m.exec(text)?.[1];
  if (kind === 'broken' || kind === 'other') return { kind };
  if (kind === undefined) return { kind: 'nothing' };
  if (text.match(/^-----BEGIN /gm)?.length !== 1) return { kind: 'other' };
  const [pem = ''] = /-----BEGIN (CERTIFICATE|PUBLIC KEY)-----[^-]*-----END \1-----/.exec(text) ?? [];
  try {
    return { kind: 'read', what: parse(pem) };
  } catch {
    return { kind: 'broken' };
  }
}

/** @param now seconds, by the clock of the host. @throws where it is none */
export function parseCertificate(pem: string, now: number): Certificate {
  return describeCertificate(new X509Certificate(pem), now);
}

export function describeCertificate(x509: X509Certificate, now: number): Certificate {
  const [start, end] = [new Date(x509.validFrom), new Date(x509.validTo)];
  return {
    selfSigned: x509.subject === x509.issuer && x509.verify(x509.publicKey),
    issuer: x509.issuer.replaceAll('\n', ', '),
    names: readAlternativeNames(x509.subjectAltName),
    notAfter: end.toISOString(),
    secondsLeft: end.getTime() / 1000 - now,
    secondsToGo: start.getTime() / 1000 - now,
    lifetime: (end.getTime() - start.getTime()) / 1000,
    fingerprint: x509.fingerprint256,
    key: describeKey(x509.publicKey),
  };
}

export function parsePublicKey(pem: string): PublicKey {
  return describeKey(createPublicKey(pem));
}

function describeKey(key: KeyObject): PublicKey {
  const { modulusLength, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const curve = { prime256v1: 'p256', secp384r1: 'p384' }[namedCurve] ?? namedCurve;
  const kind = key.asymmetricKeyType ?? 'unknown';
  const type = kind === 'rsa' ? `rsa${modulusLength}` : kind === 'ec' ? `ecdsa-${curve}` : kind;
  return {
    type,
    hash: createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
  };
}
