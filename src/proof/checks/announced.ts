// What does a bootnode tell others about where it is? They learn its address from it, too.

import { BlockList, isIP } from 'node:net';
import type { Finding } from '../../finding.js';
import { check, quoteRemote } from '../check.js';
import { multiaddressOf } from '../multiaddress.js';
import type { PeerAnswer } from '../probes/peer.js';
import type { ProofTarget } from '../target.js';

const { passed, failed, untried } = check('announced', 'the peer tells others an address that they can dial');

type Peer = Extract<PeerAnswer, { kind: 'peer' }>;

export function judgeAnnounced(
  { peerId, identified }: Peer,
  target: Pick<ProofTarget, 'name' | 'port'>,
): Finding {
  if ('why' in identified) return untried(`it does not say: ${identified.why}`);
  const { addresses } = identified;
  const own = multiaddressOf(target, undefined);
  const advice = `Start the node with --public-addr=${own}`;
  if (addresses.length === 0) return failed('it tells no address', 'node', advice);
  const dialled = addresses.map((address) => address.replace(/\/p2p\/[^/]*$/, ''));
  const shown = quoteRemote(dialled.join(' '));
  if (dialled.some((address) => isSame(address, own))) return passed(`${own}/p2p/${peerId}`);
  return dialled.every(isOnlyHere)
    ? failed(`it tells ${shown}, which nobody else can dial`, 'node', advice)
    : passed(`it tells ${shown}, and not ${own}`, advice);
}

/** `/tls/ws` is the longer way to write `/wss`, and dns covers dns4 and dns6. */
function isSame(one: string, other: string): boolean {
  const plain = (text: string) =>
    text
      .replace(/\/tls\/ws(?=\/|$)/, '/wss')
      .replace(/^\/dns[46]\//, '/dns/')
      .toLowerCase();
  return plain(one) === plain(other);
}

/** Addresses that lead nowhere from outside: loopback, private networks, links (RFC 6890). */
const inside = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  inside.addSubnet(network, bits, 'ipv4');
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

function isOnlyHere(address: string): boolean {
  const [, kind, host = ''] = address.split('/');
  if (kind?.startsWith('dns')) return host === 'localhost';
  const family = isIP(host);
  return family === 0 || inside.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
