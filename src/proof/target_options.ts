// What somebody wants to have proven, in their words (the parameters of a task, or of the command line), as a target.

import { isIP } from 'node:net';
import { systemAuthorities } from './authorities.js';
import type { ProofTarget, Trust } from './target.js';

export interface ProofWish {
  /** `wss://name[:port]/path` */
  readonly url: string;
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

/** @param trust instead of what the wish says */
export function targetOf(wish: ProofWish, edge: Edge, trust: Trust = trustOf(wish)): ProofTarget {
  const url = new URL(wish.url);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 443 : Number(url.port);
  return {
    address: wish.address ?? wish.host ?? name,
    port,
    name,
    path: `${url.pathname}${url.search}`,
    lookUp: wish.address === undefined && isIP(name) === 0,
    trust,
    dhe: wish.dhe ?? false,
    unsafeCanary: wish.unsafeCanary,
    redirect: wish.redirect,
    closedPorts: wish.closedPorts.filter((closed) => closed !== port),
    timeout: wish.timeout,
    ...edge,
  };
}

function trustOf({ fingerprint, ca }: ProofWish): Trust {
  return fingerprint === undefined
    ? { kind: 'authorities', pem: ca ?? systemAuthorities() }
    : { kind: 'fingerprint', fingerprint };
}
