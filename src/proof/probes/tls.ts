// One TLS handshake, with an offer of our choice: what was agreed upon, and which certificates were shown.

import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { deadlineOf, type ProofTarget, tlsOptions } from '../target.js';
import { beginExchange } from '../transcript.js';
import { endQuietly } from './tcp.js';
import { codeOf, type Silence, silence } from './words.js';

export type Handshake =
  | {
      readonly kind: 'agreed';
      /** As OpenSSL calls it: `TLSv1.3`. */
      readonly protocol: string;
      /** OpenSSL's name. */
      readonly cipher: string;
      /** The endpoint's own first; none where an anonymous cipher was agreed upon. */
      readonly certificates: readonly X509Certificate[];
      /** OpenSSL's reason not to trust the chain; absent where it is trusted. */
      readonly distrust: string | undefined;
    }
  /** The endpoint wants nothing of what was offered. */
  | { readonly kind: 'refused' }
  | Silence;

/** What a client offers; Node's own offer where it says nothing. */
export interface Offer {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** OpenSSL's notation. `@SECLEVEL=0` lets our own side make offers that are out of date. */
  readonly ciphers: string;
}

export async function shakeHands(target: ProofTarget, offer?: Offer): Promise<Handshake> {
  const { record, timeout } = target;
  const what = offer ? `${offer.minVersion} to ${offer.maxVersion}, ${offer.ciphers}` : undefined;
  const end = beginExchange(record, 'TLS handshake', what);
  let socket: TLSSocket | undefined;
  try {
    // The name is judged on its own (checks/names.ts): a chain that is not trusted and a wrong name are two things.
    socket = connect({
      ...(await tlsOptions(target)),
      ...authorities(target),
      checkServerIdentity: () => undefined,
      ...offer,
    });
    await once(socket, 'secureConnect', { signal: deadlineOf(target) });
    const certificates = chainOf(socket);
    const protocol = socket.getProtocol() ?? 'an unknown version';
    const cipher = socket.getCipher().name;
    end(`${protocol} ${cipher}`, certificates.map(String));
    const distrust = socket.authorized ? undefined : String(socket.authorizationError);
    return { kind: 'agreed', protocol, cipher, certificates, distrust };
  } catch (error) {
    const answer: Handshake = isRefusal(error) ? { kind: 'refused' } : silence(error, timeout, 'ours');
    end(answer.kind === 'silent' ? answer.why : `refused: ${codeOf(error)}`);
    return answer;
  } finally {
    if (socket) endQuietly(socket);
  }
}

/** Read anew for each connection, all hundred of a system: no other question needs them (a crowd would be slow). */
function authorities({ trust }: ProofTarget): { readonly ca?: string[] } {
  return 'pem' in trust ? { ca: [trust.pem].flat() } : {};
}

/** What the endpoint showed; OpenSSL adds the last issuer where it knows it. */
function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next && !chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** Servers name different reasons: OpenSSL sends protocol_version or internal_error, others just hang up. */
function isRefusal(error: unknown): boolean {
  return codeOf(error) === 'ECONNRESET' || codeOf(error).includes('_ALERT_');
}
