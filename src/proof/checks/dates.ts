// Is the certificate valid now, and for how long yet?

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { SeenCertificate } from './certificate.js';

const { passed, failed } = check('dates', 'the certificate is valid today');

const day = 86_400_000;

/** Renewed with less than this left, something does not renew it; those that live for days only are renewed later. */
const soon = 14 * day;

export function judgeDates({ validFrom, validTo }: SeenCertificate, now: Date): Finding {
  if (now < validFrom) {
    const advice = 'Check the clocks of this machine and of the host.';
    return failed(`it is not valid before ${validFrom.toISOString()}`, 'ours', advice);
  }
  if (now > validTo) return failed(`it expired at ${validTo.toISOString()}`, 'ours', 'Renew it.');
  const left = validTo.getTime() - now.getTime();
  const isSoon = left < soon && left < (validTo.getTime() - validFrom.getTime()) / 3;
  const days = Math.floor(left / day);
  const seen = `${days === 1 ? '1 day' : `${days} days`} left, until ${validTo.toISOString().slice(0, 10)}`;
  return passed(seen, isSoon ? 'Find out why nothing has renewed it yet.' : undefined);
}
