// A stand-in for a Substrate node: answers JSON-RPC over HTTP and WebSocket on one port, as polkadot-sdk's RPC server
// does. Plain JavaScript, because it runs on a lab host as it is. Behaviour: substrate/client/rpc-servers.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { readConfiguration } from './configuration.mjs';
import { openPeerDoor, wakePeer } from './peer_door.mjs';
import { answer } from './rpc.mjs';

/** A node started with default flags listens on localhost; clients should say 127.0.0.1, as a node may lack ::1. */
const ADDRESS = '127.0.0.1';
/** A second one on the same host is started with a port of its own. */
const PORT = Number(process.env.LAB_NODE_PORT ?? 9944);
const INTERNAL_PORT = 9955;
/** As operators give it to a listener for WebSocket, beside 30333. */
const P2P_PORT = 30334;

/** The default of --rpc-max-request-size. */
const MAX_BODY = 15 * 1024 * 1024;

const server = createServer(handleRequest);
const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY });
server.on('upgrade', handleUpgrade);
// As in a node, an idle connection stays: a proxy may keep it for its next request. No pings are sent on WebSockets
// either (nodes differ), so that a proxy's idle time-out shows.
server.keepAliveTimeout = 0;

/** Something on the same machine that no proxy must ever reach: proves that `/@127.0.0.1:9955/` is no way out. */
const internal = createServer((_request, response) => response.end('internal service, not for the public\n'));

server.listen(PORT, ADDRESS, () => {
  if (process.env.LAB_NODE_PORT !== undefined) return isReady();
  openPeerDoor(P2P_PORT);
  internal.listen(INTERNAL_PORT, ADDRESS, isReady);
});

function isReady() {
  execFile('systemd-notify', ['--ready'], () => undefined);
}

/** The path is not looked at: a node answers on every path. */
function handleRequest(request, response) {
  if (!isHostAllowed(request)) return sendText(response, 403, 'Provided Host header is not whitelisted.\n');
  if (request.method !== 'POST')
    return sendText(response, 405, 'Used HTTP Method is not allowed. POST is required\n');
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  });
  request.on('end', async () => {
    if (size > MAX_BODY) return sendText(response, 413, 'The request is too big.\n');
    const text = Buffer.concat(chunks).toString();
    const reply = answer(text, { request, peerId: await peerIdFor(text) });
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(reply ?? '');
  });
}

function handleUpgrade(request, socket, head) {
  if (!isHostAllowed(request))
    return socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  sockets.handleUpgrade(request, socket, head, (client) => {
    const subscriptions = new Map();
    const send = (message) => client.send(JSON.stringify(message));
    client.on('message', async (data) => {
      const text = data.toString();
      // What needs no peer is answered at once, so that answers keep their order.
      const peerId = isAboutPeer(text) ? await peerIdFor(text) : undefined;
      const reply = answer(text, { request, subscriptions, send, peerId });
      if (reply !== undefined) client.send(reply);
    });
    client.on('error', () => client.terminate());
    client.on('close', () => {
      for (const timer of subscriptions.values()) clearInterval(timer);
    });
  });
}

function isAboutPeer(text) {
  return text.includes('system_localPeerId');
}

async function peerIdFor(text) {
  const { peerId } = isAboutPeer(text) ? await wakePeer().catch(() => ({})) : {};
  return peerId;
}

/** Without --rpc-cors=all the node accepts only its own local names: protection against DNS rebinding. */
function isHostAllowed(request) {
  const allowed = [`localhost:${PORT}`, `127.0.0.1:${PORT}`, `[::1]:${PORT}`];
  return readConfiguration().rpcCors === 'all' || allowed.includes(request.headers.host);
}

function sendText(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}
