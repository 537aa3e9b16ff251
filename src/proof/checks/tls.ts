// What a client of today agrees upon with the endpoint.

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { Handshake } from '../probes/tls.js';
import { ciphersOf, PROTOCOLS } from './profile.js';

const { passed, failed } = check('tls', "TLS 1.2 or 1.3, with a cipher of Mozilla's intermediate profile");

export function judgeTls(handshake: Handshake, profile: { readonly dhe: boolean }): Finding {
  const advice = 'Does the proxy serve TLS on this port, for this name?';
  if (handshake.kind === 'refused') return failed('the handshake is refused', 'ours', advice);
  if (handshake.kind === 'silent') return failed(`no handshake: ${handshake.why}`, handshake.cause, advice);
  const { protocol, cipher, certificates } = handshake;
  if (certificates.length === 0)
    return failed(`${protocol}, and no certificate is shown`, 'ours', profileAdvice);
  const within = PROTOCOLS.includes(protocol) && ciphersOf(profile).includes(cipher);
  return within ? passed(`${protocol}, ${cipher}`) : failed(`${protocol}, ${cipher}`, 'ours', profileAdvice);
}

const profileAdvice = "Set protocols and ciphers of the proxy to those of Mozilla's intermediate profile.";
