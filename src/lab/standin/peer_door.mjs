// The stand-in's listener for peers. libp2p is large, so it is loaded for the first that comes, and waits behind this door.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { hostname } from 'node:os';
import { readConfiguration } from './configuration.mjs';

const ADDRESS = '127.0.0.1';

let peer;

/** Its peer ID, and its port. The key is the host's for good, as a node's own is. Rejects where libp2p was not brought along. */
export function wakePeer() {
  peer ??= start();
  return peer;
}

async function start() {
  const { startPeer } = await import('./peer.mjs');
  const port = await freePort();
  const seed = createHash('sha256').update(hostname()).digest();
  return { port, peerId: await startPeer({ seed, port, announce: readConfiguration().announce }) };
}

export function openPeerDoor(port) {
  const door = createServer(async (client) => {
    client.on('error', () => client.destroy());
    const { port: own } = await wakePeer().catch(() => ({ port: 0 }));
    if (own === 0) return client.destroy();
    const inside = connect(own, ADDRESS);
    inside.on('error', () => client.destroy());
    inside.on('close', () => client.destroy());
    client.on('close', () => inside.destroy());
    client.pipe(inside).pipe(client);
  });
  door.listen(port, ADDRESS);
}

async function freePort() {
  const server = createServer().listen(0, ADDRESS);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
