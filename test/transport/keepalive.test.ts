// A network that is gone without a word, as when a cable is pulled: both transports notice it after 15 seconds.

import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTo } from '../../src/transport/index.js';
import { publicKey, startSshd, type TestSshd } from './sshd.js';

const login = { kind: 'login' } as const;
const connector = connectTo({ acceptNewHostKeys: false });
let sshd: TestSshd;
let relay: Server;
let port: number;
let gone = false;

beforeAll(async () => {
  sshd = await startSshd();
  relay = createServer((near) => {
    const far = connect(sshd.port, '127.0.0.1');
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (bytes) => !gone && to.write(bytes));
      from.on('error', () => undefined).on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  port = (relay.address() as AddressInfo).port;
});
afterAll(async () => {
  await connector.close();
  await sshd.stop();
  await new Promise((resolve) => relay.close(resolve));
});

it('is noticed, also where a step runs that prints nothing', async () => {
  const known = join(sshd.folder, 'known');
  writeFileSync(known, `127.0.0.1 ${publicKey(sshd.hostKeyFile)}\n`);
  const connections = await Promise.all(
    (['ssh', 'system ssh'] as const).map((connection) =>
      connector.connect(
        { ...sshd.settings, connection, port, knownHostsFiles: [known] },
        new AbortController().signal,
      ),
    ),
  );
  await Promise.all(connections.map((one) => one.run(login, { steps: [], probes: ['true'] })));
  gone = true;
  const start = performance.now();
  const ends = connections.map(async (one) => {
    const error = await one.run(login, { steps: [{ script: 'sleep 60' }], probes: [] }).catch((lost) => lost);
    return { error, seconds: Math.round((performance.now() - start) / 1000) };
  });
  for (const { error, seconds } of await Promise.all(ends)) {
    expect(error).toMatchObject({ name: 'Unreachable', message: expect.stringContaining('lost') });
    expect(seconds).toBeGreaterThanOrEqual(10);
    expect(seconds).toBeLessThanOrEqual(20);
  }
  await Promise.all(connections.map((one) => one.close()));
}, 60_000);
