// Each way in which an endpoint can be wrong breaks the step that is about it, and no other.

import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { proveEndpoint } from '../../src/proof/prove.js';
import type { ProofTarget } from '../../src/proof/target.js';
import { type Behaviour, certificateText, startEndpoint } from './endpoint.js';

const running: { close(): void }[] = [];
afterEach(() => {
  for (const endpoint of running.splice(0)) endpoint.close();
});

async function start(behaviour: Behaviour = {}) {
  const endpoint = await startEndpoint(behaviour);
  running.push(endpoint);
  return endpoint.target;
}

async function brokenSteps(target: ProofTarget) {
  const { steps, ok } = await proveEndpoint(target);
  const broken = steps.filter((step) => !step.ok);
  expect(ok).toBe(broken.length === 0);
  return broken.map(({ name, detail }) => `${name}: ${detail}`);
}

it('proves an endpoint that works, step by step', async () => {
  const { steps, ok, url } = await proveEndpoint(await start());
  expect(steps.map((step) => step.name).join()).toBe(
    'tcp,tls,certificate,tls_versions,upgrade,health,post,unsafe,escape',
  );
  expect(steps.find((step) => step.name === 'health')?.detail).toBe(
    'system_health over wss: 3 peers, in sync',
  );
  expect(ok).toBe(true);
  expect(url).toMatch(/^wss:\/\/localhost:\d+\/$/);
});

it.each<[Behaviour, readonly RegExp[]]>([
  [{ certificate: 'expired' }, [/^certificate: .*expired at 2020-02-01/]],
  [{ certificate: 'without_names' }, [/^certificate: .*is not for localhost but for ""/]],
  [{ oldestTls: 'TLSv1' }, [/^tls_versions: TLSv1.1 is still accepted/]],
  [{ upgrade: 'status' }, [/^upgrade: HTTP 502 instead of 101/, /^escape: .*somewhere else: HTTP 502/]],
  [{ upgrade: 'wrong key' }, [/^upgrade: .*Invalid Sec-WebSocket-Accept/, /^escape:/]],
  [{ upgrade: 'mute' }, [/^health: .*no answer within 1 s/, /^unsafe: .*cannot be told/, /^escape:/]],
  [{ upgrade: 'hang up' }, [/^health: .*connection was closed/, /^unsafe: .*closed/, /^escape: .*closed/]],
  [
    { upgrade: 'late' },
    [/^health: .*no answer/, /^unsafe: .*cannot be told: no JSON-RPC, .*"peers/, /^escape: .*no answer/],
  ],
  [{ methods: { system_health: 'well' } }, [/^health: .*answered "\\"well\\""/]],
  [{ methods: { system_peers: [] } }, [/^unsafe: system_peers is answered/]],
  [{ methods: { system_peers: -32700 } }, [/^unsafe: .*cannot be told: JSON-RPC error -32700/]],
  [
    { postStatus: 405 },
    [/^post: .*HTTP 405, "no\\n"/, /^unsafe: .*cannot be told/, /^escape: cannot be told/],
  ],
  [{ escape: { status: 200, text: 'internal' } }, [/^escape: \/@127.0.0.1:1\/ .*HTTP 200, "internal"/]],
  [{ escape: { status: 503, text: '' } }, [/^escape: .*HTTP 503/]],
  [{ escape: { status: 404, text: 'not here' } }, []],
])('%j breaks its own steps', async (behaviour, expected) => {
  const broken = await brokenSteps(await start(behaviour));
  expect(broken).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(broken[index]).toMatch(pattern);
});

it('trusts the authority that it is given, and nobody else', async () => {
  const target = { ...(await start()), pin: undefined };
  expect(await brokenSteps({ ...target, ca: certificateText('good') })).toEqual([]);
  expect((await brokenSteps(target)).join()).toMatch(/^certificate: .*not trusted/);
});

it('tells another certificate from the one that was pinned, and goes on asking', async () => {
  const { steps } = await proveEndpoint({ ...(await start()), pin: 'ab'.repeat(32) });
  expect(steps.filter((step) => !step.ok).map((step) => step.name)).toEqual(['certificate']);
  expect(steps).toHaveLength(9);
});

it('stops where nobody answers', async () => {
  const { target, close } = await startEndpoint();
  close();
  expect(await brokenSteps(target)).toEqual([`tcp: 127.0.0.1:${target.port}: connection refused`]);
});

it('says that a port does not speak TLS', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).end('SSH-2.0-none of your business\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(server);
  const { port } = server.address() as { port: number };
  const broken = await brokenSteps({ ...(await start()), port });
  expect(broken).toEqual(['tls: no handshake: the port does not speak TLS']);
});

it('is over when the run is', async () => {
  const stop = new AbortController();
  const proof = proveEndpoint({ ...(await start({ upgrade: 'mute' })), timeout: 30, signal: stop.signal });
  setTimeout(() => stop.abort(new Error('stopped')), 50);
  await expect(proof).rejects.toThrow('stopped');
});
