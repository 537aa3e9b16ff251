// Is the certificate that is shown the one on the host's disk, and the one that certbot renews? As the host itself told.

import type { Finding } from '../../finding.js';
import { check, judgeTask } from '../check.js';

const words = check(
  'on_host',
  "the certificate is the same on disk, in certbot's renewal configuration and on the wire",
);

export function judgeOnHost(outcome: Parameters<typeof judgeTask>[1]): Finding {
  return judgeTask(words, outcome, 'ours', 'hostwright plan tells what differs, apply repairs it.');
}
