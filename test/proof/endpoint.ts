// An endpoint on this machine that behaves as a test asks: a real TLS server that answers JSON-RPC, or fails to.

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureVersion } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { jsonOf } from '../../src/host_words.js';
import { isJsonObject } from '../../src/json.js';
import { ciphersOf } from '../../src/proof/checks/profile.js';
import type { ProofTarget } from '../../src/proof/target.js';

export interface Behaviour {
  /** Files in test/proof/certificates; they share key.pem, which protects nothing. */
  readonly certificate?: 'good' | 'expired' | 'without_names' | 'other_name' | 'issued' | 'chain';
  /** A site beside it: what clients of this name are shown. */
  readonly beside?: { readonly name: string; readonly certificate: 'other_name' };
  readonly oldestTls?: SecureVersion;
  /** OpenSSL's notation; those of the profile where absent. */
  readonly ciphers?: string;
  /** `status`: 502 for every handshake; `page`: 200 and no upgrade; `wrong key`: 101 with an accept key made up;
   * `mute`: open, then silence; `late`: answers after 1.2 s; `hang up`: closes at the first question. */
  readonly upgrade?: 'status' | 'page' | 'wrong key' | 'mute' | 'late' | 'hang up';
  /** Answers to calls, by method; a number is an error code. */
  readonly methods?: Readonly<Record<string, unknown>>;
  /** Says yes to subscriptions, and delivers nothing. */
  readonly subscriptions?: 'mute';
  /** Cuts a WebSocket that is silent for so many milliseconds. */
  readonly cutAfter?: number;
  readonly postStatus?: number;
  /** What comes back for paths that begin with `/@`; the node itself where absent. */
  readonly escape?: { readonly status: number; readonly text: string };
  /** So many POSTs and so many WebSockets at a time; then 429. `address` counts for each client, `all` for everybody. */
  readonly limit?: { readonly most: number; readonly by: 'address' | 'all' };
  /** Milliseconds for a handshake; 6000 by default, so that a busy machine loses none. */
  readonly patience?: number;
}

export interface RunningEndpoint {
  readonly target: ProofTarget;
  readonly url: string;
  readonly fingerprint: string;
  close(): void;
}

const folder = new URL('./certificates/', import.meta.url);
const usual = {
  system_health: { peers: 3, isSyncing: false, shouldHavePeers: true },
  system_chain: 'Development',
  system_peers: -32601,
  chain_subscribeNewHeads: 'subscription 1',
};

export function certificateText(name: string): string {
  if (name === 'chain') return certificateText('issued') + certificateText('issuer');
  return readFileSync(new URL(`${name}.pem`, folder), 'utf8');
}

export async function startEndpoint(behaviour: Behaviour = {}): Promise<RunningEndpoint> {
  const cert = certificateText(behaviour.certificate ?? 'good');
  const server = createServer({
    handshakeTimeout: behaviour.patience ?? 6000,
    cert,
    key: certificateText('key'),
    minVersion: behaviour.oldestTls ?? 'TLSv1.2',
    ciphers:
      behaviour.ciphers ?? (behaviour.oldestTls ? 'DEFAULT@SECLEVEL=0' : ciphersOf({ dhe: false }).join(':')),
  });
  const { beside } = behaviour;
  if (beside)
    server.addContext(beside.name, {
      cert: certificateText(beside.certificate),
      key: certificateText('key'),
    });
  const limiter = limiterFor(behaviour);
  answerPosts(server, behaviour, limiter);
  answerHandshakes(server, behaviour, limiter);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fingerprint = new X509Certificate(cert).fingerprint256;
  return {
    url: `wss://localhost:${port}/`,
    fingerprint,
    target: {
      address: '127.0.0.1',
      port,
      name: 'localhost',
      kind: 'rpc',
      path: '/',
      lookUp: true,
      trust: { kind: 'fingerprint', fingerprint },
      dhe: false,
      unsafeCanary: 'system_peers',
      // Port 80 of this machine is somebody else's.
      redirect: false,
      closedPorts: [],
      // Short only where silence is what is tested: a busy machine is slow.
      timeout: ['mute', 'late'].includes(behaviour.upgrade ?? behaviour.subscriptions ?? '') ? 1 : 10,
      signal: new AbortController().signal,
      record: () => undefined,
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Limiter = (request: IncomingMessage) => (() => void) | undefined;

/** Counts what a client has at a time; undefined: it has enough. */
function limiterFor({ limit }: Behaviour): Limiter {
  const counts = new Map<string, number>();
  return ({ socket }) => {
    const client = limit?.by === 'address' ? String(socket.remoteAddress) : 'all';
    const count = counts.get(client) ?? 0;
    if (limit && count >= limit.most) return undefined;
    counts.set(client, count + 1);
    return () => counts.set(client, (counts.get(client) ?? 1) - 1);
  };
}

function answerPosts(server: Server, behaviour: Behaviour, limiter: Limiter): void {
  server.on('request', (request, response) => {
    const { escape: other, postStatus, upgrade } = behaviour;
    const release = limiter(request);
    if (!release) return response.writeHead(429).end();
    // Long enough for a crowd to be one, on a busy machine too.
    response.on('close', () => setTimeout(release, behaviour.limit ? 2500 : 0));
    if (other && isEscape(request)) return response.writeHead(other.status).end(other.text);
    if (postStatus) return response.writeHead(postStatus).end('no\n');
    if (upgrade === 'page' && request.method === 'GET') return response.end('<h1>It works!</h1>');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    return request.on('end', () => response.end(answer(Buffer.concat(chunks).toString(), behaviour)));
  });
}

function answerHandshakes(server: Server, behaviour: Behaviour, limiter: Limiter): void {
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket: WebSocket) => converse(socket, behaviour));
  server.on('upgrade', (request, socket, head) => {
    if (behaviour.escape && isEscape(request)) return refuse(socket, behaviour.escape.status);
    if (behaviour.upgrade === 'status') return refuse(socket, 502);
    if (behaviour.upgrade === 'page') return refuse(socket, 200);
    if (behaviour.upgrade === 'wrong key') return acceptWrongly(socket);
    const release = limiter(request);
    if (!release) return refuse(socket, 429);
    socket.on('close', release);
    return sockets.handleUpgrade(request, socket, head, (ready) => sockets.emit('connection', ready));
  });
}

function converse(socket: WebSocket, behaviour: Behaviour): void {
  if (behaviour.upgrade === 'mute') return;
  const { cutAfter } = behaviour;
  let patience = cutAfter && setTimeout(() => socket.terminate(), cutAfter);
  socket.on('message', (data) => {
    clearTimeout(patience);
    patience = cutAfter && setTimeout(() => socket.terminate(), cutAfter);
    if (behaviour.upgrade === 'hang up') socket.terminate();
    const wait = behaviour.upgrade === 'late' ? 1200 : 0;
    setTimeout(() => socket.send(answer(String(data), behaviour)), wait);
    if (String(data).includes('subscribe') && !behaviour.subscriptions)
      setTimeout(() => socket.send(notification), wait + 10);
  });
}

const notification = JSON.stringify({
  jsonrpc: '2.0',
  method: 'chain_newHead',
  params: { subscription: 'subscription 1', result: { number: '0x2a' } },
});

function answer(text: string, { methods = {} }: Behaviour): string {
  const call = jsonOf(text);
  if (!isJsonObject(call))
    return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } });
  const { id, method } = call;
  const result = { ...usual, ...methods }[method as 'system_health'] as unknown;
  if (typeof result === 'number')
    return JSON.stringify({ jsonrpc: '2.0', id, error: { code: result, message: 'no' } });
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

function isEscape(request: IncomingMessage): boolean {
  return request.url?.startsWith('/@') === true;
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function acceptWrongly(socket: Duplex): void {
  const key = createHash('sha1').update('not what was asked').digest('base64');
  const lines = [
    'HTTP/1.1 101 Yes',
    'upgrade: websocket',
    'connection: upgrade',
    `sec-websocket-accept: ${key}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
}
