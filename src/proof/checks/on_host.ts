// Is the certificate that is shown the one on the host's disk, and the one that certbot renews? As the host itself told.

import type { Finding } from '../../finding.js';
import { check } from '../check.js';

const { passed, failed, untried } = check(
  'on_host',
  "the certificate is the same on disk, in certbot's renewal configuration and on the wire",
);

export function judgeOnHost({
  status,
  message = status,
}: {
  readonly status: string;
  readonly message?: string | undefined;
}): Finding {
  if (status === 'ok') return passed(message);
  if (status === 'failed')
    return failed(message, 'ours', 'hostwright plan tells what differs, apply repairs it.');
  return untried(message);
}
