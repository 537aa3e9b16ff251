// Are the old versions of TLS refused? They are deprecated (RFC 8996).

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { Handshake, Offer } from '../probes/tls.js';

const { passed, failed, untried } = check('tls_versions', 'TLS 1.0 and 1.1 are refused');

/** One offer for each version, and nothing newer in it. */
export const OLD_VERSIONS: readonly Offer[] = (['TLSv1', 'TLSv1.1'] as const).map((version) => ({
  minVersion: version,
  maxVersion: version,
  ciphers: 'ALL:@SECLEVEL=0',
}));

export function judgeTlsVersions(answers: readonly Handshake[]): Finding {
  const accepted = answers.flatMap((answer) => (answer.kind === 'agreed' ? [answer.protocol] : []));
  if (accepted.length > 0) {
    const advice =
      'Set the TLS versions of the proxy to 1.2 and 1.3; another site on this port may decide them.';
    return failed(`${accepted.join(' and ')} ${accepted.length > 1 ? 'are' : 'is'} accepted`, 'ours', advice);
  }
  const silent = answers.find((answer) => answer.kind === 'silent');
  return silent ? untried(silent.why) : passed('both are refused');
}
