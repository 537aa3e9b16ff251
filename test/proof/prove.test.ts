// Each way in which an endpoint can be wrong fails the check that is about it, and no other.

import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { causesOf } from '../../src/finding.js';
import { proveEndpoint } from '../../src/proof/prove.js';
import type { ProofTarget } from '../../src/proof/target.js';
import type { Exchange } from '../../src/proof/transcript.js';
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

/** `check (cause): what was seen`; `check ?` for those that could not be told. */
async function faultsOf(target: ProofTarget) {
  const report = await proveEndpoint(target);
  expect(report.ok).toBe(causesOf(report).length === 0);
  return report.findings.flatMap((finding) => {
    if (finding.status === 'passed') return [];
    const mark = finding.status === 'failed' ? `(${finding.cause})` : '?';
    return [`${finding.check} ${mark}: ${finding.seen}`];
  });
}

it('proves an endpoint that works, check by check', async () => {
  const { findings, ok, url, unreachable } = await proveEndpoint(await start());
  expect(findings.map(({ check, status }) => `${check} ${status}`)).toEqual(
    [
      ...['name', 'tcp', 'tls', 'trust', 'names', 'dates', 'tls_versions', 'ciphers'],
      ...['upgrade', 'health', 'chain', 'heads', 'post', 'unsafe', 'escape'],
    ].map((check) => `${check} passed`),
  );
  const seen = new Map(findings.map((finding) => [finding.check, finding.seen]));
  expect(seen.get('name')).toContain('127.0.0.1');
  expect(seen.get('tls')).toMatch(/^TLSv1.3, TLS_AES_/);
  expect(seen.get('health')).toBe('3 peers, in sync');
  expect(seen.get('chain')).toBe('"Development"');
  expect(seen.get('heads')).toMatch(/^block 42 after \d\.\d s$/);
  expect({ ok, unreachable }).toEqual({ ok: true, unreachable: false });
  expect(url).toMatch(/^wss:\/\/localhost:\d+\/$/);
});

it.each<[Behaviour, readonly RegExp[]]>([
  [{ certificate: 'expired' }, [/^dates \(ours\): it expired at 2020-02-01/]],
  [{ certificate: 'without_names' }, [/^names \(ours\): it is not for localhost but for ""/]],
  [{ certificate: 'other_name' }, [/^names \(ours\): .*but for "DNS:rpc.example.org"/]],
  [
    { oldestTls: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
    [/^tls_versions \(ours\): TLSv1 and TLSv1.1 are accepted/, /^ciphers/],
  ],
  [
    { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA' },
    [/^ciphers \(ours\): ECDHE-ECDSA-AES256-SHA is/],
  ],
  [{ upgrade: 'status' }, [/^upgrade \(node\): HTTP 502 instead of 101/]],
  [{ upgrade: 'page' }, [/^upgrade \(ours\): HTTP 200 instead of 101/]],
  [{ upgrade: 'wrong key' }, [/^upgrade \(ours\): .*Invalid Sec-WebSocket-Accept/]],
  [{ upgrade: 'mute' }, [/^health \(node\): .*no answer within 1 s/, /^unsafe \(node\): .*cannot be told/]],
  [{ upgrade: 'hang up' }, [/^health \(node\): .*connection was closed/, /^unsafe .*closed/]],
  [{ upgrade: 'late' }, [/^health .*no answer/, /^unsafe .*cannot be told: no JSON-RPC, .*"peers/]],
  [{ methods: { system_health: 'well' } }, [/^health \(node\): .*answered "\\"well\\""/]],
  [{ methods: { system_chain: -32601 } }, [/^chain \(node\): .*JSON-RPC error -32601/]],
  [{ methods: { chain_subscribeNewHeads: -32601 } }, [/^heads \(node\): .*JSON-RPC error -32601/]],
  [{ subscriptions: 'mute' }, [/^heads \(node\): nothing was delivered: no answer within 1 s/]],
  [{ methods: { system_peers: [] } }, [/^unsafe \(node\): system_peers is answered/]],
  [{ methods: { system_peers: -32700 } }, [/^unsafe \(node\): .*cannot be told: JSON-RPC error -32700/]],
  [
    { postStatus: 405 },
    [/^post \(ours\): .*HTTP 405, "no\\n"/, /^unsafe \(ours\): .*cannot be told/, /^escape \?: /],
  ],
  [
    { postStatus: 502, upgrade: 'status' },
    [/^upgrade \(node\)/, /^post \(node\)/, /^unsafe \?: /, /^escape \?: /],
  ],
  [
    { escape: { status: 200, text: 'internal' } },
    [/^escape \(ours\): \/@127.0.0.1:1\/ .*HTTP 200, "internal"/],
  ],
  [{ escape: { status: 503, text: '' } }, [/^escape .*HTTP 503/]],
  [{ escape: { status: 404, text: 'not here' } }, []],
])('%j fails its own checks', async (behaviour, expected) => {
  const faults = await faultsOf(await start(behaviour));
  expect(faults).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(faults[index]).toMatch(pattern);
});

type Wanted = 'good' | 'authority' | ProofTarget['trust'];

it.each<[NonNullable<Behaviour['certificate']>, Wanted, readonly RegExp[]]>([
  ['good', 'good', []],
  ['good', 'authority', [/^trust \(ours\): .*not trusted: it is self-signed/]],
  ['chain', 'authority', []],
  ['chain', 'good', [/^trust \(ours\): .*an issuer in its chain is not known here/]],
  ['issued', 'authority', [/^trust \(ours\): .*its issuer is not known here, and is not shown/]],
  [
    'good',
    { kind: 'fingerprint', fingerprint: 'ab'.repeat(32) },
    [/^trust \(ours\): another certificate is shown/],
  ],
  ['good', { kind: 'unknown', because: 'nobody ran' }, [/^trust \?: .* is not known: nobody ran/]],
])('%s where %s is trusted', async (certificate, wanted, expected) => {
  const trust =
    typeof wanted === 'string' ? ({ kind: 'authorities', pem: certificateText(wanted) } as const) : wanted;
  const faults = await faultsOf({ ...(await start({ certificate })), trust });
  expect(faults).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(faults[index]).toMatch(pattern);
});

it('stops where nobody answers, and says whether that is the way or the endpoint', async () => {
  const { target, close } = await startEndpoint();
  close();
  expect(await faultsOf(target)).toEqual([`tcp (ours): 127.0.0.1:${target.port}: connection refused`]);
  const nowhere = { ...target, name: 'nowhere.invalid' };
  const name = /^name \(path\): nowhere.invalid: the name (has no address|cannot be looked up)/;
  const known = await faultsOf(nowhere);
  expect(known).toHaveLength(2);
  expect(known[0]).toMatch(name);
  const unknown = await proveEndpoint({ ...nowhere, address: nowhere.name });
  expect(unknown).toMatchObject({ unreachable: true, findings: [{ check: 'name', status: 'failed' }] });
});

it('says that a port does not speak TLS', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).end('SSH-2.0-none of your business\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(server);
  const { port } = server.address() as { port: number };
  const faults = await faultsOf({ ...(await start()), port });
  expect(faults).toEqual(['tls (ours): no handshake: the port does not speak TLS']);
});

it('is over when the run is', async () => {
  const stop = new AbortController();
  const target = await start({ upgrade: 'mute' });
  const proof = proveEndpoint({ ...target, idleSeconds: 30, timeout: 30, signal: stop.signal });
  setTimeout(() => stop.abort(new Error('stopped')), 50);
  await expect(proof).rejects.toThrow();
});

it.each<[Behaviour, RegExp | undefined]>([
  [{}, undefined],
  [{ cutAfter: 300 }, /^idle \(ours\): it was cut after [01] s$/],
])('an idle connection with %j', async (behaviour, expected) => {
  const [fault] = await faultsOf({ ...(await start(behaviour)), idleSeconds: 1.2 });
  if (expected) expect(fault).toMatch(expected);
  else expect(fault).toBeUndefined();
});

const tooMuch = { requests: 40, connections: 25, patience: 10 };

it('sees that only the client is rejected that wants too much', async () => {
  const target = await start({ limit: { most: 20, by: 'address' }, patience: 3000 });
  const { findings, ok } = await proveEndpoint({ ...target, excess: tooMuch });
  expect(ok).toBe(true);
  const [requests, connections, unfinished] = findings.slice(-3);
  expect(requests?.seen).toMatch(
    /^\d+ of 40 requests at once were rejected with HTTP 429; 127.0.0.2 was served/,
  );
  expect(connections?.seen).toBe('20 connections were given, then HTTP 429; 127.0.0.2 was served meanwhile');
  expect(unfinished?.seen).toMatch(
    /^25 connections said four bytes, were all let in, and cut after \d+ s; 127.0.0.2 was served meanwhile$/,
  );
});

it('sees connections that are never cut', async () => {
  const excess = { requests: 1, connections: 5, patience: 3 };
  const faults = await faultsOf({ ...(await start({ patience: 60_000 })), excess });
  expect(faults.at(-1)).toMatch(
    /^unfinished \(ours\): 5 connections said four bytes, and 5 of them were not cut/,
  );
});

it.each<[Behaviour, readonly RegExp[]]>([
  [
    {},
    [
      /^requests \(ours\): 40 requests at once, and none was rejected/,
      /^connections \(ours\): 25 connections, and none was rejected/,
    ],
  ],
  [
    { limit: { most: 20, by: 'all' } },
    [
      /^requests \(ours\): .*so was another client, 127.0.0.2/,
      /^connections \(ours\): 20 .*another client, 127.0.0.2/,
    ],
  ],
])('sees that a limit is missing or counts everybody: %j', async (behaviour, expected) => {
  const faults = await faultsOf({ ...(await start({ ...behaviour, patience: 3000 })), excess: tooMuch });
  expect(faults).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(faults[index]).toMatch(pattern);
});

it('keeps what was asked and answered, without the values of a query', async () => {
  const exchanges: Exchange[] = [];
  const target = await start();
  await proveEndpoint({ ...target, path: '/?key=hunter2', record: (exchange) => exchanges.push(exchange) });
  expect(exchanges.map(({ question }) => question)).toContain('POST /?key=...');
  expect(exchanges.some(({ received }) => received.includes('Development'))).toBe(true);
  expect(exchanges.some(({ certificates }) => certificates?.[0] === certificateText('good'))).toBe(true);
  expect(JSON.stringify(exchanges)).not.toContain('hunter2');
});
