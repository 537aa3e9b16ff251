// One number becomes all limits, or sentences with the arithmetic why not. The proxies under as many clients as they are
// sized for: test/lab/publish/capacity.test.ts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/module.js';
import { sizesFor } from '../../src/module_parts/endpoint_capacity/arithmetic.js';
import { refusals } from '../../src/module_parts/endpoint_capacity/refuse.js';
import { endpointCapacity } from '../../src/modules/endpoint_capacity.js';
import { runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const ample = 'memory=16000000\nopen_files=1048576\nports=28232\n';
const run = (params: object, said = ample) => {
  const seen = { code: 0, stdout: Buffer.from(said), stderr: Buffer.alloc(0) };
  return runAction('endpoint_capacity', params, { seen });
};

it.each([
  [
    300,
    0,
    {
      worker_connections: 4096,
      needed_files: 4224,
      open_files: 65_536,
      threads: 400,
      maxconn: 4096,
      connections_per_client: 50,
      connections_per_source: 75,
      node_connections: 330,
    },
  ],
  [
    10,
    0,
    {
      worker_connections: 4096,
      needed_files: 4224,
      open_files: 65_536,
      threads: 200,
      connections_per_client: 2,
      connections_per_source: 10,
      node_connections: 11,
    },
  ],
  [
    2050,
    100,
    { worker_connections: 4228, threads: 2200, connections_per_client: 100, node_connections: 2255 },
  ],
  [9950, 0, { threads: 10_000 }],
  [100_000, 0, { worker_connections: 200_128, open_files: 262_144, maxconn: 100_128 }],
])('%i clients, %i each: %j', (clients, perClient, sizes) => {
  expect(sizesFor(clients, perClient)).toMatchObject(sizes);
});

// haproxy would not start with fewer (strict-limits): two for each of maxconn, and some.
it.each([
  [300, 4096, 65_536],
  [40_000, 40_128, 131_072],
  [100_000, 100_128, 262_144],
  [130_816, 130_944, 524_288],
])('haproxy for %i clients: maxconn %i, %i files', (clients, maxconn, open_files) => {
  expect(sizesFor(clients, 0, 0, 'haproxy')).toMatchObject({ maxconn, open_files });
});

it('has Apache and a firewall count alike', () => {
  const { connections_per_client, connections_per_source } = sizesFor(300, 0, 0, 'apache2');
  expect(connections_per_source).toBe(connections_per_client);
});

it('has room for every client, whatever their number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (clients) => {
      const sizes = sizesFor(clients, 0);
      expect(sizes.worker_connections).toBeGreaterThan(2 * clients);
      expect(sizes.open_files).toBeGreaterThan(sizes.worker_connections);
      expect(sizes.threads).toBeGreaterThanOrEqual(clients);
      expect(sizes.threads % 100).toBe(0);
      expect(sizes.connections_per_source).toBeGreaterThan(sizes.connections_per_client);
      expect(sizes.node_connections).toBeGreaterThanOrEqual(clients);
      const { maxconn, open_files } = sizesFor(clients, 0, 0, 'haproxy');
      expect(maxconn).toBeGreaterThan(clients);
      expect(open_files).toBeGreaterThan(2 * maxconn + 500);
    }),
  );
});

describe('what cannot be', () => {
  const host = { memory: 4_000_000, openFiles: 1_048_576, localPorts: 28_232 };
  it.each([
    ['nginx', 40, 50, host, 'one address may open 50 connections, and there is room for 40 in all'],
    [
      'apache2',
      10_100,
      0,
      { ...host, memory: null },
      '10100 are more than 100 processes * 100 threads = 10000; nginx carries more',
    ],
    [
      'nginx',
      28_233,
      0,
      { ...host, memory: null },
      '28233 are more than the 28232 of net.ipv4.ip_local_port_range',
    ],
    [
      'nginx',
      20_000,
      0,
      { ...host, memory: null, openFiles: 1024 },
      'the proxy needs 65536 open files, and the kernel allows 1024 (fs.nr_open)',
    ],
    [
      'nginx',
      20_000,
      0,
      host,
      '20000 clients * 96 KiB = 1875 MiB of memory are more than a quarter of the 3906 MiB',
    ],
  ] as const)('%s with %i clients, %i each', (proxy, clients, perClient, limits, words) => {
    const wrong = refusals(proxy, clients, sizesFor(clients, perClient), limits);
    expect(wrong).toEqual([expect.stringContaining(words)]);
  });

  it('is not claimed of a host that does not say', () => {
    const silent = { memory: null, openFiles: null, localPorts: null };
    expect(refusals('nginx', 200_000, sizesFor(200_000, 0), silent)).toEqual([]);
  });

  it('fails the host with every reason', async () => {
    const { failed, message } = await run(
      { clients: 20_000, connections_per_client: 20_001 },
      'memory=1000000\n',
    );
    expect(failed).toBe(true);
    expect(message?.split('\n')).toHaveLength(2);
  });
});

describe('the node', () => {
  it.each([
    [
      'its default, where it says nothing',
      300,
      ample,
      'the node takes 100 unless it is told otherwise: start it with --rpc-max-connections=330',
    ],
    ['too few', 300, `${ample}node=200\n`, 'the node takes 200: start it'],
  ])('is told about: %s', async (_, clients, said, words) => {
    expect((await run({ clients }, said)).warnings).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    ['enough', 300, `${ample}node=330\n`],
    ['a default that suffices', 90, ample],
  ])('is not told about: %s', async (_, clients, said) => {
    expect((await run({ clients }, said)).warnings).toEqual([]);
  });
});

it('foretells what it will register', async () => {
  const action = endpointCapacity as Action<unknown>;
  const wanted = action.params.parse({ clients: '500', proxy: 'apache2' });
  expect((await run({ clients: 500, proxy: 'apache2' })).result).toEqual(action.foretells?.(wanted));
});

it.each(localShells)('$name asks the host', ({ shell }) => {
  const action = endpointCapacity as Action<unknown>;
  const { code, stdout, stderr } = runLocally(
    shell,
    action.probe?.(action.params.parse({ clients: 1 })) ?? '',
  );
  expect([code, stderr.toString()]).toEqual([0, '']);
  expect(stdout.toString()).toMatch(/^memory=\d+\nopen_files=\d+\nports=\d+\n/);
});

it('has no calls of peers: neither for the node, nor for the limits of requests', async () => {
  const share = { node_port: 9944, clients: 60, request_burst: 40 };
  const rpc = { ...share, name: 'rpc' };
  const boot = { ...share, name: 'boot', kind: 'bootnode', node_port: 30_334, clients: 300 };
  const action = endpointCapacity as Action<unknown>;
  const sizes = (endpoints: readonly unknown[]) => action.foretells?.(action.params.parse({ endpoints }));
  expect(sizes([rpc, boot])).toMatchObject({
    node_connections: 66,
    request_burst: 40,
    per_endpoint: { rpc: 10, boot: 150 },
  });
  expect(sizes([boot])).toMatchObject({ node_connections: 0 });
});
