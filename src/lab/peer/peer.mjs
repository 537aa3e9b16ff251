// The libp2p peer of a lab's stand-in: js-libp2p, bundled by build.mjs into one file beside it. It speaks WebSocket, Noise, yamux,
// identify and ping, as a Substrate node's listener does (--listen-addr /ip4/127.0.0.1/tcp/PORT/ws).
import './older_node.mjs';
import { noise } from '@chainsafe/libp2p-noise';
import { yamux } from '@chainsafe/libp2p-yamux';
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { identify } from '@libp2p/identify';
import { webSockets } from '@libp2p/websockets';
import { createLibp2p } from 'libp2p';

/**
 * @param seed 32 bytes, of which its key is made
 * @param port on 127.0.0.1
 * @param announce multiaddresses that it tells others
 * @returns its peer ID
 */
export async function startPeer({ seed, port, announce }) {
  const peer = await createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: [`/ip4/127.0.0.1/tcp/${port}/ws`], announce },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
    // It pings each peer every ten seconds, and hangs up on one that is slow. So no connection would be idle.
    connectionMonitor: { enabled: false },
    // js-libp2p takes five connections a second of one address, and ten that have not shaken hands. A Substrate node does neither.
    connectionManager: {
      inboundConnectionThreshold: 10_000,
      maxIncomingPendingConnections: 10_000,
      maxConnections: 10_000,
    },
  });
  // The protocol of pings: what comes is sent back.
  await peer.handle('/ipfs/ping/1.0.0', (stream) => {
    stream.addEventListener('message', ({ data }) => stream.send(data));
    stream.addEventListener('remoteCloseWrite', () => void stream.close().catch(() => undefined));
  });
  return peer.peerId.toString();
}
