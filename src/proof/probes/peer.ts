// Does a libp2p peer answer behind the endpoint, as it does for those who dial a bootnode? Who is it, and what does it tell?

import { channelOver, NotSpoken } from '../libp2p/channel.js';
import { type Identified, identify } from '../libp2p/identify.js';
import { agreeOn } from '../libp2p/multistream.js';
import { secure } from '../libp2p/noise.js';
import { deadlineOf, type ProofTarget } from '../target.js';
import { beginExchange } from '../transcript.js';
import { openWebSocket, type Upgrade } from './websocket.js';
import { type Silence, silence } from './words.js';

export type PeerAnswer =
  | {
      readonly kind: 'peer';
      readonly peerId: string;
      /** What it says of itself, or why it says nothing. */
      readonly identified: Identified | Unanswered;
    }
  | Unanswered;

/** `foreign`: something answered that does not speak this part of libp2p. `why` is one clause. */
export type Unanswered = { readonly kind: 'foreign'; readonly why: string } | Silence;

/** One connection: WebSocket, multistream-select, Noise, and then identify over yamux. */
export async function askPeer(
  target: ProofTarget,
): Promise<{ readonly upgrade: Upgrade; readonly peer?: PeerAnswer }> {
  const upgrade = await openWebSocket(target);
  if (upgrade.kind !== 'open') return { upgrade };
  const { socket } = upgrade;
  const deadline = deadlineOf(target);
  const giveUp = () => socket.terminate();
  deadline.addEventListener('abort', giveUp);
  const end = beginExchange(target.record, 'libp2p: multistream-select, Noise, identify');
  const failed = (error: unknown): Unanswered => {
    if (deadline.aborted) return silence(deadline.reason, target.timeout, 'node');
    if (error instanceof NotSpoken) return { kind: 'foreign', why: error.message };
    throw error;
  };
  const channel = channelOver(socket);
  const ask = async (): Promise<PeerAnswer> => {
    await agreeOn('/noise', channel);
    const secured = await secure(channel);
    const identified = await identify(secured).catch(failed);
    return { kind: 'peer', peerId: secured.peerId, identified };
  };
  try {
    const peer = await ask().catch(failed);
    end(peer.kind === 'peer' ? JSON.stringify(peer) : peer.why);
    return { upgrade, peer };
  } finally {
    deadline.removeEventListener('abort', giveUp);
    socket.terminate();
  }
}
