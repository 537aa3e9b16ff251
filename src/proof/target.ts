// What is to be proven: an endpoint as a client would be told about it, and how a connection to it is opened.

import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import { deadline } from '../deadline.js';
import type { Recorder } from './transcript.js';

/** What makes the certificate the right one. */
export type Trust =
  /** PEM certificates of the authorities that clients trust. */
  | { readonly kind: 'authorities'; readonly pem: string | readonly string[] }
  /** SHA-256 fingerprint of exactly this certificate in hex, colons or not. */
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  /** What runs of this machine have made for it; one that clients trust (`pem`) may have taken its place. */
  | {
      readonly kind: 'remembered';
      readonly fingerprints: readonly string[];
      readonly pem: string | readonly string[];
    }
  /** There is a right one, but which it is cannot be told here. One clause. */
  | { readonly kind: 'unknown'; readonly because: string };

/** How much more than its limits an endpoint is asked for. */
export interface Excess {
  /** POSTs at once. */
  readonly requests: number;
  /** WebSockets to hold at the same time. */
  readonly connections: number;
  /** Seconds in which connections that ask nothing have to end. */
  readonly patience: number;
}

export interface ProofTarget {
  /** What to connect to: the host's address. It may differ from the name where DNS does not lead there yet. */
  readonly address: string;
  readonly port: number;
  /** DNS name or IP address that clients use: Host, SNI, and what the certificate has to be for. */
  readonly name: string;
  /** What clients ask there; `either`: JSON-RPC, or what it is found to be. */
  readonly kind: 'rpc' | 'bootnode' | 'either';
  /** Of a bootnode, base58: who it has to be. */
  readonly peerId?: string | undefined;
  /** Path and query of the URL; `/` for a node. */
  readonly path: string;
  /** Look the name up, as a client has to. false where somebody said what to connect to instead. */
  readonly lookUp: boolean;
  readonly trust: Trust;
  /** Ciphers with DH parameters (DHE) are meant to be there. */
  readonly dhe: boolean;
  /** An unsafe method without parameters and effect, which the node has to refuse. */
  readonly unsafeCanary: string;
  /** Ask `http://name/` whether it leads to `https://`. */
  readonly redirect: boolean;
  /** Ports of the node itself, which nobody may reach past the endpoint. */
  readonly closedPorts: readonly number[];
  /** Seconds to leave a connection idle, to see whether it is cut; absent: not asked. */
  readonly idleSeconds?: number | undefined;
  /** How far to exceed the limits; absent: not asked. Everybody's service suffers meanwhile. */
  readonly excess?: Excess | undefined;
  /** Told what takes long, when it begins. */
  readonly say?: ((doing: string) => void) | undefined;
  /** Seconds that one question may take, its connection included. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly record: Recorder;
  /** The address of this machine to connect from, where it matters. */
  readonly from?: string;
  /** Opens connections to the port in another way than from here to the address: from the endpoint's own side. */
  readonly through?: (port: number) => Promise<Duplex>;
}

/** `wss://name:port/path`, the port where it is not 443. */
export function urlOf(target: ProofTarget): string {
  return `wss://${hostHeader(target)}${target.path}`;
}

/** The Host header that a client sends. */
export function hostHeader({ name, port }: Pick<ProofTarget, 'name' | 'port'>): string {
  const host = isIP(name) === 6 ? `[${name}]` : name;
  return port === 443 ? host : `${host}:${port}`;
}

/**
 * Certificates are judged by their own checks, once and with a sentence; the others ask their question in any case, so
 * that one run tells everything that is wrong.
 *
 * @throws what `through` throws
 */
export async function tlsOptions(target: ProofTarget): Promise<ConnectionOptions> {
  const { address, port, name, from, through } = target;
  return {
    host: address,
    port,
    // RFC 6066 section 3: a literal address is no server name.
    servername: isIP(name) === 0 ? name : '',
    rejectUnauthorized: false,
    // Passed on to the socket, though its type does not say so.
    ...(from !== undefined && { localAddress: from }),
    ...(through && { socket: await through(port) }),
  };
}

/** Fires when the question has taken too long, or when the run is stopped. @throws the reason, if it is stopped already */
export function deadlineOf({ timeout, signal }: Pick<ProofTarget, 'timeout' | 'signal'>): AbortSignal {
  signal.throwIfAborted();
  return deadline(timeout, signal);
}
