// What is to be proven: an endpoint as a client would be told about it, and how a connection to it is opened.

import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

export interface ProofTarget {
  /** What to connect to: the host's address. It may differ from the name where DNS does not lead there yet. */
  readonly address: string;
  readonly port: number;
  /** DNS name or IP address that clients use: Host, SNI, and what the certificate has to be for. */
  readonly name: string;
  /** Path and query of the URL; `/` for a node. */
  readonly path: string;
  /** SHA-256 fingerprint of the expected certificate in hex, colons or not. Absent: its chain has to be trusted. */
  readonly pin?: string | undefined;
  /** PEM certificates to trust instead of the system's, where the certificate is not pinned. */
  readonly ca?: string | undefined;
  /** An unsafe method without parameters and effect, which the node has to refuse. */
  readonly unsafeCanary: string;
  /** Seconds that one question may take, its connection included. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** The Host header that a client sends. */
export function hostHeader({ name, port }: ProofTarget): string {
  const host = isIP(name) === 6 ? `[${name}]` : name;
  return port === 443 ? host : `${host}:${port}`;
}

/**
 * Certificates are judged by the certificate step alone (certificate.ts), once and with a sentence; the other steps
 * ask their question in any case, so that one run tells everything that is wrong.
 */
export function tlsOptions({ address, port, name, ca }: ProofTarget): ConnectionOptions {
  return {
    host: address,
    port,
    // RFC 6066 section 3: a literal address is no server name.
    servername: isIP(name) === 0 ? name : '',
    rejectUnauthorized: false,
    ...(ca === undefined ? {} : { ca }),
  };
}

/** Fires when the question has taken too long, or when the run is stopped. @throws the reason, if it is stopped already */
export function deadlineOf({ timeout, signal }: ProofTarget): AbortSignal {
  signal.throwIfAborted();
  return AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]);
}
