// What listeners and an attempt to connect mean together. Real hosts: test/lab/publish/ports.test.ts.

import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { judgeClosedPorts } from '../../src/module_parts/closed_ports/judge.js';
import { isForEverybody, isLoopback, readListeners } from '../../src/module_parts/closed_ports/listeners.js';
import type { PortReached } from '../../src/proof/probes/ports.js';
import { refusals, runAction } from './ask_module.js';

const open = { kind: 'open', localAddress: '192.0.2.1', isOwn: false } as const;
const own = { ...open, isOwn: true } as const;
const refused = { kind: 'silent', why: 'connection refused', cause: 'ours' } as const;
const dropped = { kind: 'silent', why: 'no answer within 3 s', cause: 'path' } as const;

const everybody =
  'LISTEN 0 511 0.0.0.0:9944 0.0.0.0:* users:(("polkadot",pid=7,fd=6))\nLISTEN 0 511 [::]:9944 [::]:*\n';
const loopback = 'LISTEN 0 511 127.0.0.1:9944 0.0.0.0:*\nLISTEN 0 511 [::1]:9944 [::]:*\n';
const bridge = 'LISTEN 0 511 172.17.0.1:9944 0.0.0.0:* users:(("docker-proxy",pid=9,fd=4))\n';

describe('port 9944', () => {
  it.each<[string, string, PortReached['reached'], string, RegExp]>([
    ['', 'refused', refused, 'closed', /^9944 nothing listens$/],
    [loopback, 'refused', refused, 'loopback', /^9944 bound to loopback$/],
    [
      everybody,
      'dropped',
      dropped,
      'guarded',
      /^9944 open to everybody .*polkadot.*filtered on the way: from here, no answer within 3 s$/,
    ],
    [
      bridge,
      'refused',
      refused,
      'guarded',
      /^9944 open to some networks on the host \(docker-proxy on 172.17.0.1\)/,
    ],
    [
      everybody,
      'open',
      open,
      'open',
      /^these ports are not closed: 9944 answered from here \(192.0.2.1\) by polkadot, a program on 0.0.0.0 and \[::\]\n.*--rpc-external/,
    ],
    ['', 'open', open, 'open', /answered from here \(192.0.2.1\) by nothing that shows on the host/],
    [loopback, 'open to itself', own, 'loopback', /^9944 bound to loopback$/],
    [everybody, 'open to itself', own, 'untold', /here is the host itself/],
  ])('%j, %s: %s', (listening, _, reached, state, words) => {
    const {
      failed = false,
      message,
      warnings = [],
      result,
    } = judgeClosedPorts(readListeners(listening), [{ port: 9944, reached }]);
    expect(result).toEqual({ ports: [{ port: 9944, state }] });
    expect(failed).toBe(state === 'open');
    expect(warnings).toHaveLength(state === 'untold' ? 1 : 0);
    expect([message, ...warnings].join('')).toMatch(words);
  });
});

it('tells what is loopback, and what is for everybody', () => {
  const said = [
    '127.0.0.1',
    '127.0.0.53%lo',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '*',
    '[::]',
    '10.0.0.1',
    '[::11]',
  ];
  const at = (address: string) => ({ address, port: 1, program: undefined });
  expect(said.filter((address) => isLoopback(at(address)))).toEqual(said.slice(0, 4));
  expect(said.filter((address) => isForEverybody(at(address)))).toEqual(said.slice(4, 7));
});

it('connects to the address of the host, and to no port that it is not given', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const stdout = Buffer.from(`LISTEN 0 5 0.0.0.0:${port} 0.0.0.0:*\nLISTEN 0 5 0.0.0.0:22 0.0.0.0:*\n`);
  const seen = { code: 0, stdout, stderr: Buffer.alloc(0) };
  const { warnings, result } = await runAction('closed_ports', { ports: [port] }, { seen });
  server.close();
  expect(result).toEqual({ ports: [{ port, state: 'untold' }] });
  expect(warnings?.[0]).toContain('here is the host itself');
  expect(await runAction('closed_ports', { ports: [] }, { seen })).toEqual({
    result: { ports: [] },
    warnings: [],
  });
});

it.each([[{ ports: [0] }], [{ ports: ['x'] }], [{}]])('refuses %j', (params) => {
  expect(refusals('closed_ports', params)).not.toEqual([]);
});
