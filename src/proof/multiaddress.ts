// Multiaddresses of bootnodes behind TLS, as chain specifications have them: /dns/NAME/tcp/443/wss/p2p/PEER_ID.

import { isIP } from 'node:net';
import { fail } from '../problem.js';
import type { ProofTarget } from './target.js';

/** An address in libp2p's notation: a word that begins with the kind of a name or an address. */
export function isMultiaddress(word: string): boolean {
  return /^\/(dns[46]?|dnsaddr|ip[46])\//.test(word);
}

/** A peer ID as Substrate nodes have them, base58. */
export const PEER_ID = /^[1-9A-HJ-NP-Za-km-z]{46,64}$/;

export interface Dialled {
  /** `wss://name:port/` */
  readonly url: string;
  readonly peerId: string | undefined;
}

const form =
  /^\/(?:dns[46]?|ip[46])\/([^/]+)\/tcp\/(\d{1,5})\/(wss|tls\/ws|ws)(?:\/p2p\/([1-9A-HJ-NP-Za-km-z]+))?$/;

/** @throws ProblemError for an address of another kind than a WebSocket behind TLS */
export function readMultiaddress(word: string): Dialled {
  const [, name = '', port, kind, peerId] = form.exec(word) ?? [];
  const example = 'write it as /dns/NAME/tcp/443/wss/p2p/PEER_ID';
  if (port === undefined) return fail(`${word} is no address of a bootnode behind wss`, undefined, example);
  if (kind === 'ws') return fail(`${word} is not secure: browsers dial wss alone`, undefined, example);
  const host = isIP(name) === 6 ? `[${name}]` : name;
  const url = `wss://${host}:${port}/`;
  if (!URL.canParse(url)) return fail(`${word} has no name and port that can be dialled`, undefined, example);
  return { url: new URL(url).href, peerId };
}

/** What an operator does with a bootnode that works: whom to tell, and what its node has to tell others. */
export function bootnodeLines(
  place: Pick<ProofTarget, 'name' | 'port'>,
  peerId: string,
): readonly (readonly [where: string, what: string])[] {
  const dialled = multiaddressOf(place, peerId);
  return [
    ['to dial it', dialled],
    ['the chain specification', `"bootNodes": ["${dialled}"]`],
    ['the node', `--public-addr=${multiaddressOf(place, undefined)}`],
  ];
}

/** @param peerId undefined: without it, as a node's --public-addr has it */
export function multiaddressOf(
  { name, port }: Pick<ProofTarget, 'name' | 'port'>,
  peerId: string | undefined,
): string {
  const kind = { 0: 'dns', 4: 'ip4', 6: 'ip6' }[isIP(name) as 0 | 4 | 6];
  const place = `/${kind}/${name}/tcp/${port}/wss`;
  return peerId === undefined ? place : `${place}/p2p/${peerId}`;
}
