// Does the bootnode answer that is meant?

import { isIP } from 'node:net';
import type { Finding } from '../../finding.js';
import { check, quoteRemote } from '../check.js';
import type { PeerAnswer } from '../probes/peer.js';
import type { ProofTarget } from '../target.js';

const { passed, failed } = check('peer', 'a libp2p peer answers, and shows that the peer ID is its own');

/** `peerId`: who it has to be; undefined: any will do. `name`: what clients dial. */
export function judgePeer(
  answer: PeerAnswer,
  { peerId: expected, name }: Pick<ProofTarget, 'peerId' | 'name'>,
): Finding {
  switch (answer.kind) {
    case 'silent':
      return failed(`no answer in libp2p: ${answer.why}`, answer.cause, isListener);
    case 'foreign':
      return failed(`what answers is no libp2p peer: ${answer.why}`, 'ours', isListener);
    case 'peer': {
      const { peerId, identified } = answer;
      if (expected !== undefined && peerId !== expected)
        return failed(`it is ${peerId}, and ${expected} was expected`, 'ours', isOther);
      const agent = 'agent' in identified ? identified.agent : null;
      return passed(
        agent ? `${peerId}, ${quoteRemote(agent)}` : peerId,
        isIP(name) === 0 ? undefined : notDialled,
      );
    }
  }
}

/** findings/smoldot-bootnodes-never-dialled.sh */
const notDialled =
  'Give it a DNS name: light clients in browsers (smoldot 2.0.40) take wss with an address, and never dial it.';
const isListener =
  'Has the node a listener for WebSocket (--listen-addr /ip4/127.0.0.1/tcp/PORT/ws), and is the proxy told its port?';
const isOther = 'Is the proxy told the port of this node, and has the node kept its key (--node-key-file)?';
