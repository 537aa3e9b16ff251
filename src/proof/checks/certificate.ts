// The facts of a certificate that the checks trust, names and dates judge.

import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

export interface SeenCertificate {
  /** SHA-256, hex with colons. */
  readonly fingerprint: string;
  /** Whether subjectAltName holds the name that clients use. */
  readonly coversName: boolean;
  /** subjectAltName as text. */
  readonly names: string;
  readonly issuer: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** OpenSSL's reason not to trust the chain; absent where it is trusted. */
  readonly distrust: string | undefined;
}

export function seenCertificate(
  certificate: X509Certificate,
  name: string,
  distrust: string | undefined,
): SeenCertificate {
  // Browsers look at subjectAltName only, so a name in the subject counts for nothing.
  const match = isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' });
  return {
    fingerprint: certificate.fingerprint256,
    coversName: match !== undefined,
    names: certificate.subjectAltName ?? '',
    issuer: certificate.issuer ?? '',
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    distrust,
  };
}
