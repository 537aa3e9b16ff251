// Is the certificate for the name that clients use?

import type { Finding } from '../../finding.js';
import { check, quoteRemote } from '../check.js';
import type { SeenCertificate } from './certificate.js';

const { passed, failed } = check('names', 'the certificate is for the name that clients use');

export function judgeNames({ coversName, names }: SeenCertificate, name: string): Finding {
  if (coversName) return passed(`it is for ${quoteRemote(names)}`);
  const advice = `Issue one with ${name} among its subject alternative names.`;
  return failed(`it is not for ${name} but for ${quoteRemote(names)}`, 'ours', advice);
}
