// What is to be proven in the words of a task or of the command line, and the target that it becomes.

import { isIP } from 'node:net';
import { systemAuthorities } from './authorities.js';
import type { ProofTarget, Trust } from './target.js';

export interface TargetOptions {
  /** `wss://name[:port]/path` */
  readonly url: string;
  /** JSON-RPC where it is absent; `either`: what it is found to be. */
  readonly kind?: ProofTarget['kind'] | undefined;
  /** Who a bootnode has to be: its peer ID, base58. */
  readonly peerId?: string | undefined;
  /** What to connect to, whatever the name leads to. */
  readonly address?: string | undefined;
  /** What to connect to where `address` says nothing; the name itself where this says nothing either. */
  readonly host?: string | undefined;
  /** SHA-256, hex, colons or not. Where it is given, the chain is not asked for. */
  readonly fingerprint?: string | undefined;
  /** PEM, instead of what this machine trusts. */
  readonly ca?: string | undefined;
  /** Ciphers with DH parameters (DHE) are meant to be there; without it they are not. */
  readonly dhe?: boolean | undefined;
  readonly unsafeCanary: string;
  readonly redirect: boolean;
  /** Ports that have to be closed; the endpoint's own is none of them, whatever stands here. */
  readonly closedPorts: readonly number[];
  /** Seconds for each question. */
  readonly timeout: number;
}

type Edge = Pick<ProofTarget, 'signal' | 'record' | 'idleSeconds' | 'excess' | 'say'>;

/** @param trust instead of what the options say */
export function targetOf(options: TargetOptions, edge: Edge, trust: Trust = trustOf(options)): ProofTarget {
  const url = new URL(options.url);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 443 : Number(url.port);
  return {
    address: options.address ?? options.host ?? name,
    port,
    name,
    kind: options.kind ?? 'rpc',
    peerId: options.peerId,
    path: `${url.pathname}${url.search}`,
    lookUp: options.address === undefined && isIP(name) === 0,
    trust,
    dhe: options.dhe ?? false,
    unsafeCanary: options.unsafeCanary,
    redirect: options.redirect,
    closedPorts: options.closedPorts.filter((closed) => closed !== port),
    timeout: options.timeout,
    ...edge,
  };
}

function trustOf({ fingerprint, ca }: TargetOptions): Trust {
  return fingerprint === undefined
    ? { kind: 'authorities', pem: ca ?? systemAuthorities() }
    : { kind: 'fingerprint', fingerprint };
}
