// A client that misbehaves on purpose: many questions at once, made-up headers, large bodies, long silences.

import { get as getPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

export interface Reply {
  /** 0: the connection was cut. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

/** One JSON-RPC POST over a connection of its own, to `host` or `host:port`. */
export function post(address: string, body: string, headers: Headers = {}, path = '/'): Promise<Reply> {
  const [host, port = '443'] = address.split(':');
  return new Promise((resolve) => {
    const sent = request(
      {
        ...{ host, port, path, method: 'POST', rejectUnauthorized: false, agent: false },
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => resolve(readReply(response)),
    );
    sent.on('error', (error) => resolve({ status: 0, headers: {}, body: error.message }));
    sent.end(body);
  });
}

/** A page over plain HTTP, from the site of that name. */
export function get(address: string, path: string, site: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    getPlain({ host: address, path, headers: { host: site } }, (response) => resolve(readReply(response))).on(
      'error',
      reject,
    );
  });
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const { statusCode: status = 0, headers } = response;
  try {
    return { status, headers, body: await text(response) };
  } catch {
    return { status: 0, headers, body: '' };
  }
}

export function call(method: string, params: readonly string[] = []): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}

/** How often each status came back for `count` questions at once, each with headers of its own. */
export async function postMany(address: string, count: number, headersOf: (index: number) => Headers) {
  const replies = await Promise.all(
    Array.from({ length: count }, (_, index) => post(address, call('system_health'), headersOf(index))),
  );
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** What the node saw of a request: path and headers, as its stand-in reports them. */
export async function seenByNode(address: string, headers: Headers = {}, path = '/') {
  const { status, body } = await post(address, call('debug_lastHeaders'), headers, path);
  if (status !== 200) throw new Error(`HTTP ${status}: ${body}`);
  return JSON.parse(body).result as { readonly path: string; readonly headers: Headers };
}

/** Opens one WebSocket; undefined when the handshake did not come to 101 in time. */
export function open(address: string, headers: Headers = {}, timeout = 5000): Promise<WebSocket | undefined> {
  const socket = new WebSocket(`wss://${address}/`, {
    rejectUnauthorized: false,
    handshakeTimeout: timeout,
    headers,
  });
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket)).on('error', () => resolve(undefined));
  });
}

/** Those of `count` WebSockets, asked for `gap` milliseconds apart, that opened. */
export async function openMany(address: string, count: number, gap = 0): Promise<readonly WebSocket[]> {
  const attempts: Promise<WebSocket | undefined>[] = [];
  for (let index = 0; index < count; index += 1) {
    attempts.push(open(address));
    if (gap > 0) await sleep(gap);
  }
  return (await Promise.all(attempts)).filter((socket) => socket !== undefined);
}

/** Milliseconds until an idle connection was cut; `patience` when it was not. */
export async function idleFor(socket: WebSocket, patience: number): Promise<number> {
  const started = Date.now();
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), sleep(patience)]);
  return socket.readyState === WebSocket.OPEN ? patience : Date.now() - started;
}

export function closeAll(sockets: readonly WebSocket[]): void {
  for (const socket of sockets) socket.terminate();
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
