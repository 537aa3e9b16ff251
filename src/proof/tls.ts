// The first steps of a client: reach the port, shake hands, look at the certificate and at what TLS versions are left.

import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import type { SeenCertificate } from './certificate.js';
import { broken, type ProofStep, passed } from './report.js';
import { deadlineOf, type ProofTarget, tlsOptions } from './target.js';
import { wordsOf } from './words.js';

export async function proveTcp(target: ProofTarget): Promise<ProofStep> {
  const { address, port, timeout } = target;
  const socket = connectTcp({ host: address, port });
  try {
    await once(socket, 'connect', { signal: deadlineOf(target) });
    return passed('tcp', `${address}:${port} accepts connections`);
  } catch (error) {
    const advice = 'Is the proxy running, and does a firewall let clients in on this port?';
    return broken('tcp', `${address}:${port}: ${wordsOf(error, timeout)}`, advice);
  } finally {
    endQuietly(socket);
  }
}

/** `certificate` is there exactly where the step is ok. */
export interface TlsPart {
  readonly step: ProofStep;
  readonly certificate?: SeenCertificate;
}

export async function proveTls(target: ProofTarget): Promise<TlsPart> {
  try {
    const socket = await handshake(target);
    const seen = seenCertificate(socket, target.name);
    const version = socket.getProtocol() ?? 'an unknown version';
    endQuietly(socket);
    if (seen === undefined) return { step: broken('tls', 'the endpoint showed no certificate') };
    return { step: passed('tls', version), certificate: seen };
  } catch (error) {
    const advice = 'Does the proxy serve TLS on this port, for this name?';
    return { step: broken('tls', `no handshake: ${wordsOf(error, target.timeout)}`, advice) };
  }
}

/**
 * TLS 1.0 and 1.1 are deprecated (RFC 8996), so an offer of nothing newer has to be refused. SECLEVEL=0 lets our own
 * side make that offer.
 */
export async function proveTlsVersions(target: ProofTarget): Promise<ProofStep> {
  try {
    const socket = await handshake(target, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const version = socket.getProtocol();
    endQuietly(socket);
    const advice =
      'Set the TLS versions of the proxy to 1.2 and 1.3; another site on this port may decide them.';
    return broken('tls_versions', `${version} is still accepted`, advice);
  } catch (error) {
    const refusal = isRefusal(error) ? 'refused' : wordsOf(error, target.timeout);
    return passed('tls_versions', `older than TLS 1.2: ${refusal}`);
  }
}

function seenCertificate(socket: TLSSocket, name: string): SeenCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  // Browsers look at subjectAltName only, so a name in the subject counts for nothing.
  const match = isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' });
  return {
    fingerprint: certificate.fingerprint256,
    coversName: match !== undefined,
    names: certificate.subjectAltName ?? '',
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    distrust: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

interface Versions {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  readonly ciphers: string;
}

/** The name is judged on its own (coversName), so that a chain that is not trusted and a wrong name are told apart. */
async function handshake(target: ProofTarget, versions?: Versions): Promise<TLSSocket> {
  const socket = connectTls({ ...tlsOptions(target), checkServerIdentity: () => undefined, ...versions });
  try {
    await once(socket, 'secureConnect', { signal: deadlineOf(target) });
    return socket;
  } catch (error) {
    endQuietly(socket);
    throw error;
  }
}

/** Servers name different reasons: OpenSSL sends protocol_version or internal_error, others just hang up. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'ECONNRESET' || /_ALERT_/.test(String(error.code));
}

/** Errors of a socket that has told what it should are nobody's business. */
function endQuietly(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.destroy();
}
