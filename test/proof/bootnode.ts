// A real libp2p peer on this machine, js-libp2p, that listens for WebSockets, and TLS before it as a proxy ends it.

import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { createServer } from 'node:tls';
import { noise } from '@chainsafe/libp2p-noise';
import { yamux } from '@chainsafe/libp2p-yamux';
import { identify } from '@libp2p/identify';
import { webSockets } from '@libp2p/websockets';
import { createLibp2p } from 'libp2p';
import { ciphersOf } from '../../src/proof/checks/profile.js';
import { certificateText } from './endpoint.js';

/** js-libp2p 3 is for Node 22 and later; this is all that it lacks to listen on Node 20. */
function withResolvers(this: PromiseConstructor) {
  let settle: { resolve?: unknown; reject?: unknown } = {};
  const promise = new this((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}
if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers });

export interface RunningBootnode {
  readonly peerId: string;
  /** Of TLS, on 127.0.0.1; the certificate is good.pem. */
  readonly port: number;
  close(): Promise<void>;
}

/** @param announce what it tells others, by the port of TLS; its own address on loopback where absent, as a node does */
export async function startBootnode(
  announce: (port: number) => readonly string[] = () => [],
): Promise<RunningBootnode> {
  let own = 0;
  const ciphers = ciphersOf({ dhe: false }).join(':');
  const tls = { cert: certificateText('good'), key: certificateText('key'), ciphers };
  const server = createServer(tls, (client) => {
    const node = connect(own, '127.0.0.1');
    client.pipe(node).pipe(client);
    client.on('error', () => node.destroy());
    node.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  own = await freePort();
  const peer = await createLibp2p({
    addresses: { listen: [`/ip4/127.0.0.1/tcp/${own}/ws`], announce: [...announce(port)] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
    // Five a second of one address are its default, and behind a proxy all come from one: each question of a proof is one.
    connectionManager: { inboundConnectionThreshold: 1000 },
  });
  return {
    peerId: peer.peerId.toString(),
    port,
    async close() {
      server.close();
      await peer.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
