// The action: parameters in, a failed host with the broken step and its advice out.

import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { NotForwarded } from '../../src/connection.js';
import type { Action, ActionContext, RunLog } from '../../src/module.js';
import { prove } from '../../src/modules/prove.js';
import { fail } from '../../src/problem.js';
import { type RunningBootnode, startBootnode } from '../proof/bootnode.js';
import { type Behaviour, certificateText, type RunningEndpoint, startEndpoint } from '../proof/endpoint.js';

const action = prove as Action<unknown>;
const running: RunningEndpoint[] = [];
afterEach(() => {
  for (const endpoint of running.splice(0)) endpoint.close();
});

async function run(
  behaviour: Behaviour,
  more: Readonly<Record<string, unknown>> = {},
  runLog = forgetful,
  secret = false,
) {
  const endpoint = await startEndpoint(behaviour);
  running.push(endpoint);
  const { url, fingerprint } = endpoint;
  const wanted = { url, fingerprint, redirect: false, timeout: '2', ...more };
  return action.run(action.params.parse(wanted), { ...contextAt('127.0.0.1', runLog), secret });
}

const forgetful: RunLog = { lines: () => [], add: () => undefined };

function contextAt(address: string, runLog = forgetful): ActionContext {
  const notAsked = () => {
    throw new Error('prove asks for nothing of the host');
  };
  // The endpoint of these tests is on this very machine, so this is its own side.
  const forward = async (port: number) => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect').catch(() => {
      throw new NotForwarded('closed', port);
    });
    return socket;
  };
  return {
    host: 'h1',
    address,
    test: notAsked,
    value: notAsked,
    untilReached: async () => undefined,
    say: () => undefined,
    ask: () => Promise.reject(new Error('nobody is asked')),
    forward,
    seen: undefined,
    secret: false,
    keepHere: () => {
      throw new Error('nothing is kept here');
    },
    runLog: () => runLog,
    signal: new AbortController().signal,
  };
}

describe('a bootnode', () => {
  let bootnode: RunningBootnode;
  let rpc: WebSocketServer;
  let answered: string;
  beforeAll(async () => {
    bootnode = await startBootnode();
    rpc = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    rpc.on('connection', (socket) =>
      socket.on('message', (data) => {
        const { id } = JSON.parse(String(data));
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: answered }));
      }),
    );
    await once(rpc, 'listening');
  });
  afterAll(async () => {
    rpc.close();
    await bootnode.close();
  });

  const other = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp';
  const ask = (more: Readonly<Record<string, unknown>>) => {
    const url = `wss://localhost:${bootnode.port}/`;
    const wanted = {
      url,
      address: '127.0.0.1',
      ca: certificateText('good'),
      bootnode: true,
      timeout: 5,
    };
    const all = { ...wanted, closed_ports: [], ...more };
    return Promise.resolve(action.run(action.params.parse(all), contextAt('127.0.0.1')));
  };
  const rpcPort = () => (rpc.address() as AddressInfo).port;

  it('that works is told with its address, what goes into the chain specification, and what the node needs', async () => {
    answered = bootnode.peerId;
    const { failed, message, warnings, result } = await ask({ rpc_port: rpcPort() });
    expect(failed, message).toBe(false);
    const place = `/dns/localhost/tcp/${bootnode.port}/wss`;
    expect(message?.split('\n').slice(1)).toEqual([
      `to dial it: ${place}/p2p/${bootnode.peerId}`,
      `the chain specification: "bootNodes": ["${place}/p2p/${bootnode.peerId}"]`,
      `the node: --public-addr=${place}`,
    ]);
    // It announces loopback, as a node without that flag does.
    expect(warnings).toEqual([expect.stringMatching(/^announced: it tells .*127\.0\.0\.1/)]);
    expect(result).toMatchObject({ peer_id: bootnode.peerId });
  });

  it('that is not the node on the host is refused with its name, and so is one that is not the one that is said', async () => {
    answered = other;
    const asked = await ask({ rpc_port: rpcPort() });
    expect(asked.failed).toBe(true);
    expect(asked.message).toContain(`peer: it is ${bootnode.peerId}, and ${other} was expected`);
    answered = bootnode.peerId;
    const said = await ask({ rpc_port: rpcPort(), peer_id: other });
    expect(said.failed).toBe(true);
    expect(said.blame).toBe('change');
  });

  it('whose node says nothing of the kind is proven, with a warning', async () => {
    answered = 'nobody';
    const { failed, warnings } = await ask({ rpc_port: rpcPort() });
    expect(failed).toBe(false);
    expect(warnings?.[0]).toContain('system_localPeerId was answered "\\"nobody\\""');
  });
});

describe('the certificate', () => {
  const runLog = (lines: string[]): RunLog => ({ lines: () => lines, add: (line) => lines.push(line) });

  it('that a run has made, and proven, is remembered for verify', async () => {
    const lines: string[] = [];
    await run({}, {}, runLog(lines));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { name: 'localhost', port: expect.any(Number), address: '127.0.0.1', fingerprint: expect.any(String) },
    ]);
  });

  it('of an endpoint that fails is not, and of one whose chain is proven only that it is there', async () => {
    const lines: string[] = [];
    await run({}, { fingerprint: 'ab'.repeat(32) }, runLog(lines));
    await run({ upgrade: 'page' }, {}, runLog(lines));
    const ca = certificateText('authority');
    await run({ certificate: 'chain' }, { fingerprint: undefined, ca }, runLog(lines));
    expect(lines).toEqual([expect.stringContaining('"fingerprint":null')]);
  });

  it('of an endpoint that is secret is not', async () => {
    const lines: string[] = [];
    expect(await run({}, {}, runLog(lines), true)).toMatchObject({ failed: false });
    expect(lines).toEqual([]);
  });

  it('that cannot be remembered is a warning', async () => {
    const { failed, warnings } = await run(
      {},
      {},
      {
        lines: () => fail('the file cannot be read'),
        add: () => undefined,
      },
    );
    expect({ failed, warnings }).toEqual({
      failed: false,
      warnings: ['verify will not know the certificate: the file cannot be read'],
    });
  });
});

it('says what works, and keeps the evidence', async () => {
  const { failed, message, result } = await run({});
  expect(failed).toBe(false);
  expect(message).toMatch(
    /^wss:\/\/localhost:\d+\/ works: name, tcp, tls, trust,.*; to trust: SHA-256 (..:){31}..$/,
  );
  expect(result).toMatchObject({ causes: [] });
  const expected = 'the node refuses unsafe methods';
  const finding = { check: 'unsafe', status: 'passed', expected, seen: 'system_peers is refused' };
  expect(result?.findings).toContainEqual(finding);
});

it('fails the host with each check that failed, whose fault it is, and what to do', async () => {
  const { failed, message, result } = await run({ methods: { system_peers: [] } });
  expect(failed).toBe(true);
  expect(result?.causes).toEqual(['node']);
  expect(message).toMatch(
    /does not work\.\nunsafe: system_peers is answered: unsafe methods are public\n {2}Start the node with/,
  );
});

it.each([
  [
    'unsafe methods that are allowed',
    { methods: { system_peers: [] } },
    { allow_unsafe_rpc: true },
    /unsafe: system/,
  ],
  [
    'a node that is not required',
    { upgrade: 'status', postStatus: 502 },
    { node_required: false },
    /upgrade: HTTP 502/,
  ],
] as const)('lets pass, and says: %s', async (_, behaviour, allowed, words) => {
  const strict = await run(behaviour);
  expect(strict.failed).toBe(true);
  const { failed, warnings } = await run(behaviour, allowed);
  expect(failed).toBeUndefined();
  expect(warnings?.join('\n')).toMatch(words);
});

describe('who is to blame', () => {
  it.each<[string, Behaviour, 'change' | 'other']>([
    ['a handshake that is not passed on', { upgrade: 'page' }, 'change'],
    ['a certificate that has expired', { certificate: 'expired' }, 'change'],
    ['a way past the node', { escape: { status: 200, text: 'internal' } }, 'change'],
    ['unsafe methods, which the change made public', { methods: { system_peers: [] } }, 'change'],
    ['a node that is down', { upgrade: 'status', postStatus: 502 }, 'other'],
    ['a node that is silent', { upgrade: 'mute', postStatus: 504 }, 'other'],
    ['a node that knows no chain', { methods: { system_chain: -32601 } }, 'other'],
  ])('%s', async (_, behaviour, blame) => {
    expect(await run(behaviour)).toMatchObject({ failed: true, blame });
  });

  it('is not told by what is let pass', async () => {
    const behaviour = { methods: { system_peers: [], system_chain: -32601 } };
    expect(await run(behaviour)).toMatchObject({ failed: true, blame: 'change' });
    expect(await run(behaviour, { allow_unsafe_rpc: true })).toMatchObject({ failed: true, blame: 'other' });
  });

  it('of a name that does not resolve is not the change', async () => {
    const endpoint = await startEndpoint();
    running.push(endpoint);
    const url = endpoint.url.replace('localhost', 'nowhere.invalid');
    const failed = await run({}, { url, fingerprint: endpoint.fingerprint });
    expect(failed).toMatchObject({ failed: true, result: { causes: ['ours', 'path'] } });
  });

  it('of nothing at all is nobody', async () => {
    expect(await run({})).not.toHaveProperty('blame');
  });
});

it('asks the canary that it is given', async () => {
  const { message } = await run({}, { unsafe_canary: 'author_pendingExtrinsics' });
  expect(message).toContain('whether author_pendingExtrinsics is refused cannot be told');
});

it('takes the address of the host as its default', async () => {
  const { message } = await action.run(action.params.parse({ timeout: 1 }), contextAt('127.0.0.1'));
  expect(message).toMatch(/^wss:\/\/127\.0\.0\.1\/ does not work/);
});

it.each([
  [{ url: 'https://rpc.example.org/' }, 'begins with wss://'],
  [{ url: 'rpc.example.org' }, 'begins with wss://'],
  [{ fingerprint: 'AB:CD' }, '64 hex digits'],
  [{ ca: 'ca.pem' }, 'PEM'],
  [{ timeout: 0 }, '1'],
  [{ host: 'x' }, 'host'],
])('refuses %j', (wanted, words) => {
  const parsed = action.params.safeParse(wanted);
  expect(parsed.success).toBe(false);
  expect(JSON.stringify(parsed.error?.issues)).toContain(words);
});
