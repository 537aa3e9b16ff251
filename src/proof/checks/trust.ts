// Is this the certificate that was made, or one that clients trust?

import type { Finding } from '../../finding.js';
import { check, quoteRemote } from '../check.js';
import { isSameFingerprint } from '../fingerprint.js';
import type { Trust } from '../target.js';
import type { SeenCertificate } from './certificate.js';

const { passed, failed, untried } = check('trust', 'the certificate is the one that was made, or is trusted');

/** A fingerprint stands for the chain, never for name and dates: browsers ask for those in any case. */
export function judgeTrust(seen: SeenCertificate, trust: Trust, now: Date): Finding {
  switch (trust.kind) {
    case 'unknown':
      return untried(
        `whether it is the right one is not known: ${trust.because}; shown is ${seen.fingerprint}`,
        'The machine that applies knows it; on another one --log-in asks the host, and --fingerprint says it.',
      );
    case 'remembered':
      return judgeRemembered(seen, trust.fingerprints, now);
    case 'fingerprint':
      return judgeFingerprint(seen, trust.fingerprint);
    case 'authorities':
      return judgeChain(seen, now);
  }
}

function judgeFingerprint({ fingerprint }: SeenCertificate, wanted: string): Finding {
  if (isSameFingerprint(wanted, fingerprint)) return passed(`${fingerprint}, as expected`);
  const advice =
    'Reload the proxy if the file on the host is the right one; else something else answers on this port.';
  return failed(`another certificate is shown: ${fingerprint} instead of ${wanted}`, 'ours', advice);
}

/** Whoever has made it anew elsewhere shows another one: that is not this machine's to believe. */
function judgeRemembered(seen: SeenCertificate, known: readonly string[], now: Date): Finding {
  if (known.some((one) => isSameFingerprint(one, seen.fingerprint)))
    return passed(`${seen.fingerprint}, as was remembered when it was made`);
  if (seen.distrust === undefined) return judgeChain(seen, now);
  const what = `not the certificate that was made is shown: ${seen.fingerprint} instead of ${known.join(' or ')}`;
  const advice =
    'Something else may answer on this port. If it was made anew from another machine: --log-in asks the host.';
  return failed(what, 'unknown', advice);
}

function judgeChain(seen: SeenCertificate, now: Date): Finding {
  const { distrust } = seen;
  // That of the endpoint's own certificate is for the check of dates; of another one in the chain it is told here.
  const isDatesFault = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(distrust ?? '') && !isValid(seen, now);
  if (distrust === undefined || isDatesFault) return passed(`issued by ${issuerName(seen)}`);
  const [why, advice] = reasons[distrust] ?? [quoteRemote(distrust), unknownIssuer];
  return failed(`the certificate is not trusted: ${why}`, 'ours', advice);
}

const selfSigned =
  'Give its fingerprint, or its own text as the authority, where clients know it; else get one that is issued.';
const unknownIssuer = 'Give the certificates of your own authority, if it is one.';
const shortChain =
  'Serve the whole chain: the certificate, then that of its issuer (fullchain.pem, not cert.pem).';

/** By OpenSSL's names. */
const reasons: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: ['it is self-signed', selfSigned],
  SELF_SIGNED_CERT_IN_CHAIN: ['its authority is not known here', unknownIssuer],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['its issuer is not known here, and is not shown', shortChain],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'an issuer in its chain is not known here',
    `${shortChain} ${unknownIssuer}`,
  ],
  UNABLE_TO_GET_ISSUER_CERT: ['an issuer in its chain is not known here', `${shortChain} ${unknownIssuer}`],
  CERT_HAS_EXPIRED: ['a certificate of its chain has expired', 'Renew the chain that the proxy serves.'],
};

function isValid({ validFrom, validTo }: SeenCertificate, now: Date): boolean {
  return validFrom <= now && now <= validTo;
}

/** Node writes a distinguished name as lines. */
function issuerName({ issuer }: SeenCertificate): string {
  const [, name] = issuer.match(/^CN=(.+)$/m) ?? issuer.match(/^O=(.+)$/m) ?? [];
  return quoteRemote(name ?? issuer);
}
