// The part of a proof that is about a bootnode: a libp2p peer behind the endpoint, who it is, and what it tells others.

import type { Finding } from '../finding.js';
import { judgeAnnounced } from './checks/announced.js';
import { judgePeer } from './checks/peer.js';
import { judgeUpgrade } from './checks/upgrade.js';
import { askPeer } from './probes/peer.js';
import type { ProofTarget } from './target.js';

/** What an endpoint serves, and who it has shown to be where that is a bootnode. */
export interface Served {
  readonly findings: readonly Finding[];
  readonly peerId?: string;
}

export async function proveBootnode(target: ProofTarget): Promise<Served> {
  const { upgrade, peer } = await askPeer(target);
  if (peer === undefined) return { findings: [judgeUpgrade(upgrade)] };
  const findings = [judgeUpgrade(upgrade), judgePeer(peer, target)];
  if (peer.kind !== 'peer') return { findings };
  return { findings: [...findings, judgeAnnounced(peer, target)], peerId: peer.peerId };
}
