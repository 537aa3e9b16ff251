// SSH through the system's ssh against a real sshd on a loopback port: the same conformance as the other transport,
// and what only this one can do.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../src/connection.js';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { connectTo, type SshOptions } from '../../src/transport/index.js';
import { describeConnection } from './conformance.js';
import { freePort, generateKey, publicKey, startSshd, type TestSshd } from './sshd.js';

const login = { kind: 'login' } as const;
const { signal } = new AbortController();
let sshd: TestSshd;
let connector: ReturnType<typeof connectTo>;
const path = (name: string) => join(sshd.folder, name);
const own = (settings: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
  ...sshd.settings,
  connection: 'system ssh',
  ...settings,
});

beforeAll(async () => {
  sshd = await startSshd();
  writeFileSync(path('no_config'), '');
  connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('no_config') });
});
afterAll(async () => {
  await connector.close();
  await sshd.stop();
});

async function tryLogin(
  settings: Partial<ConnectionSettings> = {},
  options: Partial<SshOptions> = {},
): Promise<string> {
  const one = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('no_config'), ...options });
  try {
    const connection = await one.connect(own(settings), signal);
    const reply = await connection.run(login, { steps: [], probes: ['echo in'] });
    await connection.close();
    return reply.probes[0]?.stdout.toString() ?? '';
  } finally {
    await one.close();
  }
}

describeConnection('the ssh of this machine', () => ({
  connect: () => connector.connect(own(), signal),
  identity: login,
  user: userInfo().username,
}));

describe('the ssh of this machine', () => {
  it('tells a refused session from a lost connection', async () => {
    const narrow = await startSshd(['MaxSessions 1']);
    const connection = await connector.connect({ ...narrow.settings, connection: 'system ssh' }, signal);
    await connection.run(login, { steps: [], probes: ['true'] });
    const second = connection.run({ kind: 'become', user: 'nobody' }, { steps: [], probes: ['true'] });
    await expect(second).rejects.toMatchObject({ name: 'SessionRefused' });
    expect((await connection.run(login, { steps: [], probes: ['true'] })).probes[0]?.code).toBe(0);
    await connection.close();
    await narrow.stop();
  });

  it('keeps its sockets to itself, and leaves none behind', async () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => /^hostwright-[a-zA-Z0-9]{6}$/.test(name));
    const before = folders();
    const one = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('no_config') });
    const connection = await one.connect(own(), signal);
    const [folder = ''] = folders().filter((name) => !before.includes(name));
    expect(statSync(join(tmpdir(), folder)).mode & 0o777).toBe(0o700);
    await connection.close();
    await one.close();
    expect(folders()).not.toContain(folder);
  });

  it('reports a connection that is lost, during a request and after it', async () => {
    const connection = await connector.connect(own(), signal);
    await connection.run(login, { steps: [], probes: ['true'] });
    const running = connection.run(login, { steps: [], probes: ['sleep 5'] });
    const lost = expect(running).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringMatching(/^loop: the connection was lost \([\x20-\x7e]+\)$/),
    });
    setTimeout(sshd.cutConnections, 200);
    await lost;
    const again = connection.run(login, { steps: [], probes: ['true'] });
    await expect(again).rejects.toMatchObject({ name: 'Unreachable' });
    await connection.close();
  });

  it('says what is wrong', async () => {
    generateKey(path('stranger'));
    writeFileSync(path('changed'), `[127.0.0.1]:${sshd.port} ${publicKey(path('stranger'))}\n`);
    writeFileSync(path('revoked'), `@revoked * ${publicKey(sshd.hostKeyFile)}\n`);
    const mistakes: readonly (readonly [Partial<ConnectionSettings>, RegExp])[] = [
      [
        { knownHostsFiles: [path('none')] },
        /^loop: the host key of \[127.0.0.1\]:\d+ is not known \(ssh-ed25519 SHA256:\S+\)$/,
      ],
      [{ knownHostsFiles: [path('changed')] }, /has CHANGED; another one is known in \S+\/changed:1$/],
      [{ knownHostsFiles: [path('revoked')] }, /is revoked$/],
      [{ privateKeyFile: path('stranger') }, /may not log in to 127\.0\.0\.1:\d+ \(.*Permission denied/],
      [{ port: await freePort() }, /cannot connect to 127\.0\.0\.1:\d+: the connection was refused$/],
      [{ address: 'nowhere.invalid' }, /the name is not known$/],
    ];
    for (const [settings, message] of mistakes) {
      await expect(tryLogin(settings)).rejects.toMatchObject({
        name: 'Unreachable',
        message: expect.stringMatching(message),
      });
    }
  });

  it('adds a new host key where that is asked for', async () => {
    const file = path('known_new');
    expect(await tryLogin({ knownHostsFiles: [file] }, { acceptNewHostKeys: true })).toBe('in\n');
    expect(readFileSync(file, 'utf8')).toContain(publicKey(sshd.hostKeyFile));
    expect(await tryLogin({ knownHostsFiles: [file] })).toBe('in\n');
  });

  it('goes through a ProxyCommand', async () => {
    writeFileSync(path('proxy'), `ProxyCommand bash -c 'exec 3<>/dev/tcp/%h/%p; cat <&3 & cat >&3'\n`);
    expect(await tryLogin({}, { sshConfigFile: path('proxy') })).toBe('in\n');
  });

  it('is given up when the run is', async () => {
    const abort = new AbortController();
    const connecting = connector.connect(own(), abort.signal);
    abort.abort(new Error('interrupted'));
    await expect(connecting).rejects.toThrow('interrupted');
  });
});

describe('behind jump hosts', () => {
  let behind: TestSshd;
  beforeAll(async () => {
    behind = await startSshd();
  });
  afterAll(() => behind.stop());

  it('one connection to the jump host serves all', async () => {
    writeFileSync(
      path('both'),
      readFileSync(sshd.knownHostsFile, 'utf8') + readFileSync(behind.knownHostsFile),
    );
    writeFileSync(path('jump_config'), `IdentityFile ${sshd.userKeyFile}\n`);
    const one = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('jump_config') });
    const jump = `${sshd.settings.user}@127.0.0.1:${sshd.port}`;
    const settings = own({
      ...behind.settings,
      connection: 'system ssh',
      knownHostsFiles: [path('both')],
      jump,
    });
    const connections = await Promise.all([1, 2, 3].map(() => one.connect(settings, signal)));
    const answers = connections.map((connection: Connection) =>
      connection.run(login, { steps: [], probes: ['echo in'] }),
    );
    for (const { probes } of await Promise.all(answers)) expect(probes[0]?.stdout.toString()).toBe('in\n');
    expect(sshd.connections()).toBe(1);
    sshd.cutConnections();
    await vi.waitFor(async () => expect(sshd.connections()).toBe(0));
    const again = await one.connect(settings, signal);
    expect((await again.run(login, { steps: [], probes: ['true'] })).probes[0]?.code).toBe(0);
    await Promise.all([...connections, again].map((connection) => connection.close()));
    await one.close();
    await vi.waitFor(() => expect(sshd.connections()).toBe(0));
  });
});

describe('certificates', () => {
  let certified: TestSshd;
  let folder: string;
  const file = (name: string) => join(folder, name);

  /** An authority that signs the host's key and the user's; nobody knows the keys themselves. */
  beforeAll(async () => {
    folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    for (const name of ['authority', 'host', 'user']) generateKey(file(name));
    const sign = (...args: string[]) => execFileSync('ssh-keygen', ['-q', '-s', file('authority'), ...args]);
    sign('-I', 'the host', '-h', '-n', '127.0.0.1', '-V', '+1h', file('host.pub'));
    sign('-I', 'the user', '-n', userInfo().username, '-V', '+1h', file('user.pub'));
    certified = await startSshd([
      `HostKey ${file('host')}`,
      `HostCertificate ${file('host-cert.pub')}`,
      `TrustedUserCAKeys ${file('authority.pub')}`,
      'AuthorizedKeysFile none',
    ]);
    writeFileSync(file('known'), `@cert-authority [127.0.0.1]:* ${publicKey(file('authority'))}\n`);
  });
  afterAll(async () => {
    await certified.stop();
    execFileSync('rm', ['-r', folder]);
  });
  const settings = (): Partial<ConnectionSettings> => ({
    port: certified.port,
    privateKeyFile: file('user'),
    knownHostsFiles: [file('known')],
  });

  it('of the host and the user are all that it takes', async () => {
    expect(await tryLogin(settings())).toBe('in\n');
  });

  it.each([
    ['host', () => ({ knownHostsFiles: [certified.knownHostsFile] }), /host key of .* is not known|CHANGED/],
    ['user', () => ({ privateKeyFile: certified.userKeyFile }), /may not log in/],
  ])('of another authority are refused for the %s', async (_, other, message) => {
    await expect(tryLogin({ ...settings(), ...other() })).rejects.toMatchObject({
      message: expect.stringMatching(message),
    });
  });

  it('are what the other transport cannot use, and says so', async () => {
    await expect(tryLogin({ ...settings(), connection: 'builtin ssh' })).rejects.toMatchObject({
      name: 'Unreachable',
      advice: expect.stringContaining('leave ssh_client: builtin out'),
    });
  });
});

describe('an sshd that drops connections which are not logged in (MaxStartups)', () => {
  let strict: TestSshd;
  beforeAll(async () => {
    strict = await startSshd(['MaxStartups 2:50:3']);
  });
  afterAll(() => strict.stop());

  it('is asked again until all are in', async () => {
    const settings: ConnectionSettings = { ...strict.settings, connection: 'system ssh' };
    const connections = await Promise.all(
      Array.from({ length: 8 }, () => connector.connect(settings, signal)),
    );
    await Promise.all(connections.map((connection) => connection.close()));
  });
});
