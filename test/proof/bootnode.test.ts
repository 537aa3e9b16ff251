// A bootnode is asked as those ask it who dial it: js-libp2p itself listens here, behind TLS as a proxy ends it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding.js';
import { proveEndpoint } from '../../src/proof/prove.js';
import type { ProofTarget } from '../../src/proof/target.js';
import { type RunningBootnode, startBootnode } from './bootnode.js';
import { type RunningEndpoint, startEndpoint } from './endpoint.js';

let rpc: RunningEndpoint;
let bootnode: RunningBootnode;
beforeAll(async () => {
  rpc = await startEndpoint();
  bootnode = await startBootnode();
});
afterAll(async () => {
  rpc.close();
  await bootnode.close();
});

/** `check: passed, what was seen` */
async function findingsFor(more: Partial<ProofTarget>): Promise<readonly string[]> {
  const { findings } = await proveEndpoint({ ...rpc.target, kind: 'bootnode', port: bootnode.port, ...more });
  return findings.map(told);
}

function told({ check, status, seen }: Finding): string {
  return `${check}: ${status}, ${seen}`;
}

it('is proven with everything of TLS, and by the peer ID that it shows', async () => {
  const findings = await findingsFor({ peerId: bootnode.peerId });
  expect(findings.map((line) => line.replace(/:.*/, ''))).toEqual(
    'name tcp tls trust names dates tls_versions ciphers upgrade peer announced'.split(' '),
  );
  expect(findings).toContainEqual(
    expect.stringMatching(new RegExp(`^peer: passed, ${bootnode.peerId}, "js-libp2p/`)),
  );
});

it('is told when it tells others an address on its own host', async () => {
  const { findings } = await proveEndpoint({ ...rpc.target, kind: 'bootnode', port: bootnode.port });
  const announced = findings.find(({ check }) => check === 'announced');
  expect(announced).toMatchObject({ status: 'failed', cause: 'node' });
  expect(announced?.seen).toMatch(
    /^it tells "\/ip4\/127\.0\.0\.1\/tcp\/\d+\/ws", which nobody else can dial$/,
  );
  expect(announced?.advice).toBe(`Start the node with --public-addr=/dns/localhost/tcp/${bootnode.port}/wss`);
});

it.each([
  ['/dns/localhost/tcp/PORT/wss', 'announced: passed, /dns/localhost/tcp/PORT/wss/p2p/PEER'],
  ['/dns4/localhost/tcp/PORT/tls/ws', 'announced: passed, /dns/localhost/tcp/PORT/wss/p2p/PEER'],
  [
    '/dns/boot.example.org/tcp/443/wss',
    'announced: passed, it tells "/dns/boot.example.org/tcp/443/wss", and not /dns/localhost/tcp/PORT/wss',
  ],
  [
    '/ip4/10.1.2.3/tcp/30333/ws',
    'announced: failed, it tells "/ip4/10.1.2.3/tcp/30333/ws", which nobody else can dial',
  ],
  [
    '/ip6/fe80::1/tcp/30333',
    'announced: failed, it tells "/ip6/fe80::1/tcp/30333", which nobody else can dial',
  ],
])('tells %s', async (announce, expected) => {
  const here = (text: string, { port, peerId }: RunningBootnode) =>
    text.replace('PORT', String(port)).replace('PEER', peerId);
  const other = await startBootnode((port) => [announce.replace('PORT', String(port))]);
  try {
    expect(await findingsFor({ port: other.port })).toContain(here(expected, other));
  } finally {
    await other.close();
  }
});

it('is refused with its name where another one was expected', async () => {
  const expected = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp';
  expect(await findingsFor({ peerId: expected })).toContain(
    `peer: failed, it is ${bootnode.peerId}, and ${expected} was expected`,
  );
});

it('is told that nobody dials an address, though it works', async () => {
  const target = {
    ...rpc.target,
    kind: 'bootnode',
    port: bootnode.port,
    name: '127.0.0.1',
    lookUp: false,
  } as const;
  const { findings } = await proveEndpoint(target);
  const peer = findings.find(({ check }) => check === 'peer');
  expect(peer?.status).toBe('passed');
  expect(peer?.advice).toMatch(/^Give it a DNS name/);
});

it('is known for what it is, where nobody says it', async () => {
  const found = await findingsFor({ kind: 'either', timeout: 3 });
  expect(found).toContainEqual(expect.stringMatching(`^peer: passed, ${bootnode.peerId}`));
  const own = await proveEndpoint({ ...rpc.target, kind: 'either' });
  expect(own.findings.map(({ check }) => check)).toContain('health');
});

it('is no JSON-RPC where that was asked for', async () => {
  expect(await findingsFor({ kind: 'rpc', timeout: 2 })).toContainEqual(
    expect.stringMatching(/^health: failed/),
  );
});

describe('what is no bootnode', () => {
  it.each([
    [
      'a node that answers JSON-RPC',
      {},
      /^peer: failed, what answers is no libp2p peer: it does not speak multistream-select$/,
    ],
    ['a proxy without a node', { upgrade: 'status' }, /^upgrade: failed, HTTP 502 instead of 101/],
    ['silence', { upgrade: 'mute' }, /^peer: failed, no answer in libp2p: no answer within 1 s/],
  ] as const)('%s', async (_, behaviour, expected) => {
    const other = await startEndpoint(behaviour);
    try {
      const found = await proveEndpoint({ ...other.target, kind: 'bootnode', timeout: 1 });
      expect(found.findings.map(told)).toContainEqual(expect.stringMatching(expected));
    } finally {
      other.close();
    }
  });
});
