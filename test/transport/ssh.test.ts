// SSH against a real sshd on a loopback port.

import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from '../../src/transport/index.js';
import { describeConnection } from './conformance.js';
import { startSshd, type TestSshd } from './sshd.js';

const login = { kind: 'login' } as const;
const connector = connectTo({ acceptNewHostKeys: false });
const { signal } = new AbortController();
let sshd: TestSshd;

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(async () => {
  await connector.close();
  await sshd.stop();
});

describeConnection('ssh', () => ({
  connect: () => connector.connect(sshd.settings, signal),
  identity: login,
  user: userInfo().username,
}));

describe('ssh', () => {
  it('reports a connection that is lost, during a request and after it', async () => {
    const connection = await connector.connect(sshd.settings, signal);
    await connection.run(login, { steps: [], probes: ['true'] });
    const running = connection.run(login, { steps: [], probes: ['sleep 5'] });
    const lost = expect(running).rejects.toMatchObject({
      name: 'Unreachable',
      message: /loop: the connection was lost/,
    });
    setTimeout(sshd.cutConnections, 200);
    await lost;
    const again = connection.run(login, { steps: [], probes: ['true'] });
    await expect(again).rejects.toMatchObject({ name: 'Unreachable' });
    await connection.close();
  });
});

describe('a login shell that talks', () => {
  let noisy: TestSshd;
  beforeAll(async () => {
    const noise = 'echo welcome; printf "no newline"; echo grumble >&2; ';
    noisy = await startSshd([`ForceCommand ${noise} eval "$SSH_ORIGINAL_COMMAND"`]);
  });
  afterAll(() => noisy.stop());

  it('is not part of any answer', async () => {
    const connection = await connector.connect(noisy.settings, signal);
    const { probes } = await connection.run(login, { steps: [], probes: ['echo out; echo err >&2'] });
    expect(probes.map(({ stdout, stderr }) => [`${stdout}`, `${stderr}`])).toEqual([['out\n', 'err\n']]);
    await connection.close();
  });
});

describe('a login that runs no shell', () => {
  let closed: TestSshd;
  beforeAll(async () => {
    closed = await startSshd(['ForceCommand echo This account is not available; exit 1']);
  });
  afterAll(() => closed.stop());

  it('says what the host said', async () => {
    const connection = await connector.connect(closed.settings, signal);
    const request = connection.run(login, { steps: [], probes: ['true'] });
    await expect(request).rejects.toMatchObject({
      name: 'Unreachable',
      message: /no shell could be started for .* \(This account is not available\)/,
    });
    await connection.close();
  });
});

describe('a login shell that hangs', () => {
  let hanging: TestSshd;
  beforeAll(async () => {
    hanging = await startSshd(['ForceCommand sleep 3']);
  });
  afterAll(() => hanging.stop());

  it('is given up after connect_timeout', async () => {
    const connection = await connector.connect({ ...hanging.settings, connectTimeout: 1 }, signal);
    const request = connection.run(login, { steps: [], probes: ['true'] });
    await expect(request).rejects.toMatchObject({ name: 'TimedOut', limit: 'connect_timeout', seconds: 1 });
    await connection.close();
  });
});

describe('an sshd that allows one session on a connection', () => {
  let narrow: TestSshd;
  beforeAll(async () => {
    narrow = await startSshd(['MaxSessions 1']);
  });
  afterAll(() => narrow.stop());

  it('serves one identity, and what is wrong with the second is said', async () => {
    const connection = await connector.connect(narrow.settings, signal);
    await connection.run(login, { steps: [], probes: ['true'] });
    const second = connection.run({ kind: 'become', user: 'nobody' }, { steps: [], probes: ['true'] });
    await expect(second).rejects.toMatchObject({
      name: 'SessionRefused',
      advice: expect.stringContaining('MaxSessions'),
    });
    expect((await connection.run(login, { steps: [], probes: ['true'] })).probes[0]?.code).toBe(0);
    await connection.close();
  });
});
