// The part of a proof that is about a bootnode: a libp2p peer behind the endpoint, who it is, and what it tells others.

import type { Finding } from '../finding.js';
import { judgeAnnounced } from './checks/announced.js';
import { judgePeer } from './checks/peer.js';
import { judgeUpgrade } from './checks/upgrade.js';
import { askPeer } from './probes/peer.js';
import type { ProofTarget } from './target.js';

export async function proveBootnode(target: ProofTarget): Promise<readonly Finding[]> {
  const { upgrade, peer } = await askPeer(target);
  if (peer === undefined) return [judgeUpgrade(upgrade)];
  return [
    judgeUpgrade(upgrade),
    judgePeer(peer, target),
    ...(peer.kind === 'peer' ? [judgeAnnounced(peer, target)] : []),
  ];
}
