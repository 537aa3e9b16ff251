// An endpoint on this machine that behaves as a test asks: a real TLS server that answers JSON-RPC, or fails to.

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureVersion } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ProofTarget } from '../../src/proof/target.js';

export interface Behaviour {
  /** A file in test/proof/certificates; they share key.pem, which protects nothing. */
  readonly certificate?: 'good' | 'expired' | 'without_names';
  readonly oldestTls?: SecureVersion;
  /** `status`: 502 for every handshake; `wrong key`: 101 with an accept key made up; `mute`: open, then silence;
   * `late`: answers after 1.2 s; `hang up`: closes at the first question. */
  readonly upgrade?: 'status' | 'wrong key' | 'mute' | 'late' | 'hang up';
  /** Answers to calls, by method; a number is an error code. */
  readonly methods?: Readonly<Record<string, unknown>>;
  readonly postStatus?: number;
  /** What comes back for paths that begin with `/@`; the node itself where absent. */
  readonly escape?: { readonly status: number; readonly text: string };
}

export interface RunningEndpoint {
  readonly target: ProofTarget;
  close(): void;
}

const folder = new URL('./certificates/', import.meta.url);
const usual = { system_health: { peers: 3, isSyncing: false, shouldHavePeers: true }, system_peers: -32601 };

export function certificateText(name: string): string {
  return readFileSync(new URL(`${name}.pem`, folder), 'utf8');
}

export async function startEndpoint(behaviour: Behaviour = {}): Promise<RunningEndpoint> {
  const cert = certificateText(behaviour.certificate ?? 'good');
  const server = createServer({
    cert,
    key: certificateText('key'),
    minVersion: behaviour.oldestTls ?? 'TLSv1.2',
    ciphers: behaviour.oldestTls ? 'DEFAULT@SECLEVEL=0' : 'DEFAULT',
  });
  answerPosts(server, behaviour);
  answerHandshakes(server, behaviour);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: {
      address: '127.0.0.1',
      port,
      name: 'localhost',
      path: '/',
      pin: new X509Certificate(cert).fingerprint256,
      unsafeCanary: 'system_peers',
      // Short only where silence is what is tested: a busy machine is slow.
      timeout: behaviour.upgrade === 'mute' || behaviour.upgrade === 'late' ? 1 : 10,
      signal: new AbortController().signal,
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answerPosts(server: Server, behaviour: Behaviour): void {
  server.on('request', (request, response) => {
    const { escape: other, postStatus } = behaviour;
    if (other && isEscape(request)) return response.writeHead(other.status).end(other.text);
    if (postStatus) return response.writeHead(postStatus).end('no\n');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    return request.on('end', () => response.end(answer(Buffer.concat(chunks).toString(), behaviour)));
  });
}

function answerHandshakes(server: Server, behaviour: Behaviour): void {
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket: WebSocket) => {
    if (behaviour.upgrade === 'mute') return;
    socket.on('message', (data) => {
      if (behaviour.upgrade === 'hang up') socket.terminate();
      const wait = behaviour.upgrade === 'late' ? 1200 : 0;
      setTimeout(() => socket.send(answer(String(data), behaviour)), wait);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (behaviour.escape && isEscape(request)) return refuse(socket, behaviour.escape.status);
    if (behaviour.upgrade === 'status') return refuse(socket, 502);
    if (behaviour.upgrade === 'wrong key') return acceptWrongly(socket);
    return sockets.handleUpgrade(request, socket, head, (ready) => sockets.emit('connection', ready));
  });
}

function answer(text: string, { methods = {} }: Behaviour): string {
  const { id, method } = JSON.parse(text);
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
