// A certificate with its chain and its key, as a proxy would load them: links are followed. Proof: test/module_parts/certificate.

import { X509Certificate } from 'node:crypto';
import { countOf } from '../../host_words.js';
import type { JsonObject } from '../../json.js';
import { ProbeError } from '../../module.js';
import { type Certificate, describeCertificate, type PublicKey, parsePublicKey } from './look.js';

const DAY = 86_400;

export interface Pair {
  /** The file of the certificate is there, whatever is in it. */
  readonly exists: boolean;
  /** In the order of the file, the one for the endpoint first; empty where none can be read. */
  readonly chain: readonly Certificate[];
  /** Each certificate was issued by the one after it. */
  readonly isChained: boolean;
  /** null: there is no key that can be read without a passphrase. */
  readonly key: PublicKey | null;
}

/**
 * Read-only sh, to be the last of a probe: what it prints are others' words.
 *
 * @param path of the certificate and, behind it, its chain: a shell word (a quoted path, or a quoted variable)
 * @param key path of its key, likewise
 */
export function probePair(path: string, key: string): string {
  return `echo '${CERTIFICATES}'
echo "now=$(date +%s)"
c=${path} k=${key}
for p in "$c" "$k"; do
  d=\${p%/*}
  [ ! -d "$d" ] || [ -x "$d" ] || { printf '%s may not look into %s\\n' "$(id -un)" "$d" >&2; exit 1; }
  [ ! -e "$p" ] || [ -r "$p" ] || { printf '%s may not read %s\\n' "$(id -un)" "$p" >&2; exit 1; }
done
[ ! -f "$c" ] || { echo there=yes; sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' "$c"; }
[ ! -f "$k" ] || openssl pkey -in "$k" -passin pass: -pubout 2>/dev/null
:`;
}

const CERTIFICATES = '-- certificates --';

/** Reads what a probe printed that ends in `probePair`. Pure. @throws ProbeError when it broke off */
export function readPair(stdout: Buffer): Pair {
  const text = stdout.toString('utf8');
  const own = text.slice(text.lastIndexOf(CERTIFICATES));
  const now = countOf(/^now=(\d+)$/m.exec(own)?.[1]);
  if (now === undefined) throw new ProbeError('the look at the certificate and its key broke off');
  const x509s = blocks(own, 'CERTIFICATE').flatMap((pem) => attempt(() => new X509Certificate(pem)));
  const [publicKey] = blocks(own, 'PUBLIC KEY').flatMap((pem) => attempt(() => parsePublicKey(pem)));
  return {
    exists: own.includes('\nthere=yes\n'),
    chain: x509s.map((x509) => describeCertificate(x509, now)),
    isChained: isChained(x509s),
    key: publicKey ?? null,
  };
}

/** Each was issued, and signed, by the one after it. */
export function isChained(chain: readonly X509Certificate[]): boolean {
  return chain.slice(1).every((issuer, index) => {
    const issued = chain[index];
    return issued?.checkIssued(issuer) && issued.verify(issuer.publicKey);
  });
}

export interface Demands {
  /** Seconds that it has to be valid from now on. */
  readonly secondsLeft: (certificate: Certificate) => number;
  /** Certificates that the file has to hold. */
  readonly length: number;
}

/** `valid`, or the first thing that is wrong, as a short text. */
export function stateOf({ exists, chain, isChained, key }: Pair, demands: Demands): string {
  const [own] = chain;
  if (own === undefined) return exists ? 'unreadable' : 'absent';
  if (key === null) return 'without its key';
  if (key.hash !== own.key.hash) return 'with the key of another certificate';
  if (own.secondsToGo > CLOCK_STEP) return 'not valid yet';
  if (own.secondsLeft <= 0) return 'expired';
  if (own.secondsLeft < demands.secondsLeft(own))
    return `expires in ${Math.floor(own.secondsLeft / DAY)} days`;
  return isChained && chain.length >= demands.length ? 'valid' : 'without its chain';
}

/** Seconds by which a clock may have been set back since it was made. */
const CLOCK_STEP = 60;

/** PEM blocks of one kind. */
export function blocks(text: string, kind: string): readonly string[] {
  return text.match(new RegExp(`-----BEGIN ${kind}-----[^-]*-----END ${kind}-----`, 'g')) ?? [];
}

function attempt<Value>(read: () => Value): readonly Value[] {
  try {
    return [read()];
  } catch {
    return [];
  }
}

/** What `resultOf` says, for the pages of modules. */
export const certificateReturns = {
  path: 'where the certificate is',
  key_path: 'where its key is',
  usable: 'whether it can be read and its key fits',
  fingerprint: 'SHA-256 of the certificate',
  not_after: 'the last moment at which it is valid',
  names: 'the names and addresses that it is for',
};

/** What `register` keeps of a certificate, whoever made it. */
export function resultOf(
  paths: { readonly path: string; readonly key_path: string },
  pair: Pair,
): JsonObject {
  const [own] = pair.chain;
  const isUsable = own !== undefined && pair.key?.hash === own.key.hash;
  return {
    ...paths,
    usable: isUsable,
    ...(own && { fingerprint: own.fingerprint, not_after: own.notAfter, names: [...own.names] }),
  };
}
