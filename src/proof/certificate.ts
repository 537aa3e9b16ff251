// Is this the certificate that clients should see? Pure: facts of a handshake in, one step out.

import { broken, type ProofStep, passed, quoteRemote } from './report.js';

export interface SeenCertificate {
  /** SHA-256, hex with colons. */
  readonly fingerprint: string;
  /** Whether subjectAltName holds the name that clients use. */
  readonly coversName: boolean;
  /** subjectAltName as text. */
  readonly names: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** OpenSSL's reason not to trust the chain; absent where it is trusted. */
  readonly distrust: string | undefined;
}

interface Expected {
  readonly name: string;
  readonly pin?: string | undefined;
}

/** A pin stands for the chain, never for name and dates: browsers ask for those in any case. */
export function judgeCertificate(seen: SeenCertificate, expected: Expected, now: Date): ProofStep {
  const { name, pin } = expected;
  if (pin !== undefined && bareHex(pin) !== bareHex(seen.fingerprint)) {
    const advice =
      'Reload the proxy if the file on the host is the right one; else something else answers on this port.';
    return broken(
      'certificate',
      `another certificate is served: ${seen.fingerprint} instead of ${pin}`,
      advice,
    );
  }
  if (pin === undefined && seen.distrust !== undefined) {
    const advice =
      'Give the fingerprint of a self-signed certificate, or the certificates of your own authority.';
    return broken('certificate', `the certificate is not trusted: ${quoteRemote(seen.distrust)}`, advice);
  }
  if (!seen.coversName) {
    const advice = `Issue one with ${name} among its subject alternative names.`;
    return broken(
      'certificate',
      `the certificate is not for ${name} but for ${quoteRemote(seen.names)}`,
      advice,
    );
  }
  return judgeDates(seen, now);
}

function judgeDates({ validFrom, validTo, fingerprint }: SeenCertificate, now: Date): ProofStep {
  if (now < validFrom) {
    const advice = 'Check the clocks of this machine and of the host.';
    return broken('certificate', `the certificate is not valid before ${validFrom.toISOString()}`, advice);
  }
  if (now > validTo) {
    return broken('certificate', `the certificate expired at ${validTo.toISOString()}`, 'Renew it.');
  }
  return passed('certificate', `${fingerprint}, valid until ${validTo.toISOString().slice(0, 10)}`);
}

function bareHex(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
