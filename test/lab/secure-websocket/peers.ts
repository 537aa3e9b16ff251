// js-libp2p as a client that dials a bootnode by its multiaddress, trusts an authority of the test, and finds names where it is told.

import { once } from 'node:events';
import { noise } from '@chainsafe/libp2p-noise';
import { yamux } from '@chainsafe/libp2p-yamux';
import { webSockets } from '@libp2p/websockets';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import { WebSocket } from 'ws';
import '../../../src/lab/peer/older_node.mjs';

/** @param addresses by name. js-libp2p takes the WebSocket of browsers, which can be told neither of these. */
export function trustFrom(authority: string, addresses: ReadonlyMap<string, string>): void {
  class Trusting extends WebSocket {
    constructor(uri: string) {
      const host = addresses.get(new URL(uri).hostname) ?? '127.0.0.1';
      super(uri, {
        ca: authority,
        lookup: (_name, { all }, done) =>
          all ? done(null, [{ address: host, family: 4 }]) : done(null, host, 4),
      });
    }
  }
  Object.assign(globalThis, { WebSocket: Trusting });
}

export interface Dialled {
  /** Milliseconds until what was sent came back. */
  ping(): Promise<number>;
  isOpen(): boolean;
  close(): Promise<void>;
}

/** As a new peer each time. @throws where the peer ID in the address is another one's */
export async function dial(address: string): Promise<Dialled> {
  const peer = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // It would ping every ten seconds, so no connection would be idle, and hang up when the machine is busy.
    connectionMonitor: { enabled: false },
  });
  try {
    const connection = await peer.dial(multiaddr(address));
    return {
      async ping() {
        const stream = await connection.newStream('/ipfs/ping/1.0.0');
        const began = performance.now();
        const answered = once(stream as unknown as EventTarget, 'message');
        stream.send(new Uint8Array(32).fill(7));
        await answered;
        await stream.close();
        return performance.now() - began;
      },
      isOpen: () => connection.status === 'open',
      close: async () => peer.stop(),
    };
  } catch (error) {
    await peer.stop();
    throw error;
  }
}
