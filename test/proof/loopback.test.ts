// An endpoint that fails outside is asked from its host's own side, and both answers together name the cause. Outside
// and on the host there are real servers, which need not be the same.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { type ForwardRefusal, NotForwarded } from '../../src/connection.js';
import { causesOf } from '../../src/finding.js';
import { proveFromBothSides } from '../../src/proof/loopback.js';
import { type Behaviour, startEndpoint } from './endpoint.js';

const running: { close(): void }[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

async function startAt(behaviour: Behaviour) {
  const endpoint = await startEndpoint(behaviour);
  running.push(endpoint);
  return endpoint.target;
}

async function startNode(): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  running.push(server);
  server.on('connection', (socket) =>
    socket.on('message', (data) => {
      const { id, method } = JSON.parse(String(data));
      const answer =
        method === 'system_peers' ? { error: { code: -32601, message: 'no' } } : { result: { peers: 1 } };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    }),
  );
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that takes connections and never says a word: a firewall that drops what it has let begin. */
async function startMute(): Promise<number> {
  const server = createServer();
  running.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

type Outside = Behaviour | 'refused' | 'mute';
/** `same`: who answers outside answers there too. */
type Inside = 'same' | Behaviour | ForwardRefusal;

async function causes(outside: Outside, inside: Inside, node?: 'answers' | 'silent') {
  const nodePort = { answers: await startNode(), silent: 1 }[node ?? 'silent'];
  const target = await startAt(typeof outside === 'string' ? {} : outside);
  const own = typeof inside === 'object' ? await startAt(inside) : target;
  const port = outside === 'mute' ? await startMute() : outside === 'refused' ? 1 : target.port;
  const forward = async (asked: number) => {
    if (asked === nodePort && node === 'silent') throw new NotForwarded('closed', asked);
    if (asked === nodePort) return connect(asked, '127.0.0.1');
    if (typeof inside === 'string' && inside !== 'same') throw new NotForwarded(inside, asked);
    return connect(own.port, '127.0.0.1');
  };
  const report = await proveFromBothSides(
    { ...target, port, timeout: 1 },
    { forward, nodes: node ? [{ host: '127.0.0.1', port: nodePort }] : [] },
  );
  const said = report.findings.flatMap((one) =>
    one.status === 'failed'
      ? [[`${one.check}: ${one.seen}`, ...(one.advice === undefined ? [] : [one.advice])].join('\n')]
      : [],
  );
  return { causes: causesOf(report), said: said.join('\n') };
}

it.each<[string, Outside, Inside, 'answers' | 'silent' | undefined, readonly string[], RegExp]>([
  ['refused here and there', 'refused', 'closed', 'answers', ['ours'], /as well: nothing listens there/],
  ['refused on the way', 'refused', {}, 'answers', ['path'], /refused; on the host itself it works/],
  ['silent on the way', 'mute', {}, 'answers', ['path'], /tls: .*on the host itself it works/],
  ['silent on the way, node down', 'mute', { upgrade: 'status' }, 'silent', ['path'], /it works/],
  ['silent on the way, wrong port', 'mute', { upgrade: 'status' }, 'answers', ['ours'], /itself: HTTP 502/],
  ['silent here and there', 'mute', { upgrade: 'page' }, 'answers', ['ours'], /itself: HTTP 200 instead/],
  [
    'somebody else answers',
    { upgrade: 'page', certificate: 'other_name' },
    {},
    'answers',
    ['path'],
    /upgrade: .*it works/,
  ],
  [
    'another site of the host answers',
    { upgrade: 'page', certificate: 'other_name' },
    { beside: { name: 'rpc.example.org', certificate: 'other_name' } },
    'answers',
    ['path'],
    /names: .*it works, and what answers here is shown there for rpc\.example\.org\n.*listen lines/,
  ],
  [
    'somebody else answers, whom nobody looked at',
    { upgrade: 'page', certificate: 'other_name' },
    {},
    'answers',
    ['path'],
    /names: .*it works\n.*was not looked at/,
  ],
  [
    'one without a name answers, whom nobody looked at',
    { upgrade: 'page', certificate: 'without_names' },
    {},
    'answers',
    ['path'],
    /names: .*it works\n.*was not looked at/,
  ],
  ['101 fails', { upgrade: 'page' }, 'same', 'answers', ['ours'], /upgrade: HTTP 200 instead of 101$/m],
  [
    'node down',
    { upgrade: 'status', postStatus: 502 },
    'same',
    'silent',
    ['node'],
    /HTTP 502 instead of 101$/m,
  ],
  ['node, nobody knows where', { upgrade: 'status' }, 'same', undefined, ['node'], /HTTP 502/],
  [
    'wrong port',
    { upgrade: 'status', postStatus: 502 },
    'same',
    'answers',
    ['ours'],
    /node answers on port \d+/,
  ],
  [
    'what the node itself gets wrong',
    { methods: { system_chain: -32601 } },
    'same',
    'answers',
    ['node'],
    /-32601/,
  ],
  ['nobody may ask there', 'refused', 'forbidden', 'answers', ['ours'], /^tcp: \S+ connection refused$/m],
  ['nobody can tell there', 'mute', 'untold', 'answers', ['ours'], /^tls: no handshake: no answer/m],
])('%s', async (_, outside, inside, node, expected, words) => {
  const found = await causes(outside, inside, node);
  expect(found.causes, found.said).toEqual(expected);
  expect(found.said).toMatch(words);
});

it('is told as far as it goes where the host stops letting us through', async () => {
  const endpoint = await startAt({ upgrade: 'page' });
  let left = 1;
  const forward = async (port: number) => {
    left -= 1;
    if (left < 0) throw new NotForwarded('forbidden', port);
    return connect(endpoint.port, '127.0.0.1');
  };
  const report = await proveFromBothSides({ ...endpoint, timeout: 1 }, { forward, nodes: [] });
  expect(causesOf(report)).toEqual(['ours']);
});

it('is asked only where something else than the name fails', async () => {
  let asked = 0;
  const forward = () => {
    asked += 1;
    return Promise.reject(new NotForwarded('closed', 443));
  };
  const side = { nodes: [], forward };
  expect(await proveFromBothSides(await startAt({}), side)).toMatchObject({ ok: true });
  const target = await startAt({ certificate: 'other_name' });
  const trust = { kind: 'unknown', because: 'nobody ran' } as const;
  const unnamed = await proveFromBothSides({ ...target, name: 'rpc.example.org', trust }, side);
  expect(causesOf(unnamed)).toEqual(['path']);
  expect(asked).toBe(0);
});
