// A node asked over a connection that somebody else opened: a real server on this machine, good and bad.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { NotForwarded, Unreachable } from '../../src/connection.js';
import { askNode, type NodeReport } from '../../src/proof/node.js';

/** Answers by method; a number is an error code; a method that is not named is not answered. */
type Answers = Readonly<Record<string, unknown>>;

const good = {
  system_health: { peers: 3 },
  system_nodeRoles: ['Full'],
  system_chain: 'Development',
  system_peers: -32601,
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function startNode(answers: Answers | 'mute' | 'http'): Promise<number> {
  const server = createServer((_, response) => response.writeHead(404).end());
  servers.push(server);
  if (answers !== 'http') {
    new WebSocketServer({ server }).on('connection', (socket, { headers }) => {
      expect(headers.host).toMatch(/^127\.0\.0\.1:\d+$/);
      socket.on('message', (data) => {
        const { id, method } = JSON.parse(String(data));
        if (answers === 'mute' || !(method in answers)) return;
        const value = answers[method];
        const error = { code: value, message: 'no' };
        const answer = typeof value === 'number' ? { error } : { result: value };
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
      });
    });
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function ask(answers: Answers | 'mute' | 'http', timeout = 10): Promise<NodeReport> {
  const port = await startNode(answers);
  const { signal } = new AbortController();
  const open = async () => connect(port, '127.0.0.1');
  return askNode({ open, port, unsafeCanary: 'system_peers', timeout, signal });
}

it.each<[string, Answers, object]>([
  ['refuses unsafe methods', good, { unsafe: { kind: 'refused' }, roles: ['Full'], chain: 'Development' }],
  ['serves them', { ...good, system_peers: [] }, { unsafe: { kind: 'served' } }],
  [
    'refuses them for another reason, which may pass',
    { ...good, system_peers: -32_000 },
    { unsafe: { kind: 'untold', why: 'system_peers came to JSON-RPC error -32000 "no"' } },
  ],
  ['is a validator', { ...good, system_nodeRoles: ['Authority'] }, { roles: ['Authority'] }],
  [
    'does not tell its roles',
    { ...good, system_nodeRoles: -32601 },
    { roles: [], unsafe: { kind: 'refused' } },
  ],
])('a node that %s', async (_, answers, report) => {
  expect(await ask(answers)).toMatchObject({ kind: 'answers', ...report });
});

it.each<[string, Answers | 'mute' | 'http', string]>([
  ['says nothing', 'mute', 'no answer within 1 s'],
  ['leaves one question open', { system_health: { peers: 0 } }, 'no answer within 1 s'],
  ['is no WebSocket server', 'http', 'Unexpected server response: 404'],
  ['has no health', { ...good, system_health: 7 }, 'system_health came to JSON-RPC error 7 "no"'],
])('what %s is no node', async (_, answers, why) => {
  expect(await ask(answers, 1)).toEqual({ kind: 'silent', why });
});

it('nobody there is told, a lost host is thrown', async () => {
  const { signal } = new AbortController();
  const rest = { port: 9944, unsafeCanary: 'system_peers', timeout: 1, signal };
  const closed = new NotForwarded('closed', 9944);
  const report = await askNode({ ...rest, open: () => Promise.reject(closed) });
  expect(report).toEqual({ kind: 'silent', why: 'nothing listens there (127.0.0.1:9944)' });
  const lost = new Unreachable('lost');
  await expect(askNode({ ...rest, open: () => Promise.reject(lost) })).rejects.toBe(lost);
});

it('an interrupted run is interrupted', async () => {
  const port = await startNode('mute');
  const stop = new AbortController();
  const open = async () => connect(port, '127.0.0.1');
  const asked = askNode({ open, port, unsafeCanary: 'x', timeout: 10, signal: stop.signal });
  setTimeout(() => stop.abort(), 100);
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
