// The built-in client, and the system's ssh where that one lacks something, against real sshds on loopback ports.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import {
  type Connector,
  type ConnectorOptions,
  connectTo,
  type NewHostKey,
} from '../../src/transport/index.js';
import { freePort, generateKey, publicKey, startSshd, type TestSshd } from './sshd.js';

const { signal } = new AbortController();
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const one of undo.splice(0).reverse()) await one();
});

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'hostwright-either-'));
  undo.push(() => rmSync(made, { recursive: true }));
  return made;
};

async function sshdWith(...options: readonly string[]): Promise<TestSshd> {
  const sshd = await startSshd(options);
  undo.push(sshd.stop);
  return sshd;
}

/** @param config lines of ssh_config */
function connector(options: Partial<ConnectorOptions> = {}, config = '') {
  const told: string[] = [];
  const sshConfigFile = join(folder(), 'config');
  writeFileSync(sshConfigFile, config);
  const tell = (message: string) => told.push(message);
  const one = connectTo({ acceptNewHostKeys: false, sshConfigFile, tell, ...options });
  undo.push(one.close);
  return { one, told };
}

async function logIn(one: Connector, settings: ConnectionSettings): Promise<string> {
  const connection = await one.connect(settings, signal);
  const { probes } = await connection.run({ kind: 'login' }, { steps: [], probes: ['echo in'] });
  await connection.close();
  return probes[0]?.stdout.toString() ?? '';
}

const auto = ({ settings }: TestSshd, own: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
  ...settings,
  connection: 'ssh',
  ...own,
});

/** A port before the sshd's that counts who comes. */
async function counted(sshd: TestSshd) {
  let connections = 0;
  const port = await freePort();
  const server = createServer((socket) => {
    connections += 1;
    const inner = dial(sshd.port, '127.0.0.1');
    for (const [from, to] of [[socket, inner] as const, [inner, socket] as const])
      from.on('error', () => to.destroy()).pipe(to);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  undo.push(() => void server.close());
  const known = join(folder(), 'known');
  writeFileSync(known, `[127.0.0.1]:${port} ${publicKey(sshd.hostKeyFile)}\n`);
  return { settings: auto(sshd, { port, knownHostsFiles: [known] }), connections: () => connections };
}

const PQ = 'KexAlgorithms sntrup761x25519-sha512@openssh.com';
const UMAC = ['Ciphers aes256-ctr', 'MACs umac-128-etm@openssh.com'];
const SHA1 = ['Ciphers aes256-ctr', 'MACs hmac-sha1'];

/** An sshd that shows a certificate and nothing else, and a line of known_hosts for its authority. */
async function certified(name = '127.0.0.1') {
  const made = folder();
  const file = (one: string) => join(made, one);
  for (const one of ['authority', 'host']) generateKey(file(one));
  const sign = ['-q', '-s', file('authority'), '-I', 'x', '-h', '-n', name, file('host.pub')];
  execFileSync('ssh-keygen', sign);
  const sshd = await sshdWith(
    `HostKey ${file('host')}`,
    `HostCertificate ${file('host-cert.pub')}`,
    'HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com',
  );
  writeFileSync(file('known'), `@cert-authority [127.0.0.1]:* ${publicKey(file('authority'))}\n`);
  return { sshd, settings: auto(sshd, { knownHostsFiles: [file('known')] }), hostKey: file('host'), file };
}

describe('a host that the built-in client can log in to', () => {
  it('is connected to once, and nothing is said', async () => {
    const { settings, connections } = await counted(await sshdWith());
    const { one, told } = connector();
    expect(await logIn(one, settings)).toBe('in\n');
    expect([connections(), told]).toEqual([1, []]);
  });
});

describe('a host that it cannot log in to is reached by the ssh of this machine', () => {
  it.each([
    ['post-quantum key exchange alone', [PQ]],
    ['umac alone', UMAC],
  ])('%s: that is said once, and remembered', async (_, options) => {
    const { settings, connections } = await counted(await sshdWith(...options));
    const { one, told } = connector();
    expect(await logIn(one, settings)).toBe('in\n');
    expect(connections()).toBe(2);
    expect(await logIn(one, { ...settings, host: 'other' })).toBe('in\n');
    expect(connections()).toBe(3);
    expect(told).toEqual([
      'loop: the built-in client has no algorithm in common with its sshd; the ssh of this machine connects instead, here and wherever that is so',
    ]);
  });

  it('certificates alone', async () => {
    const { settings } = await certified();
    expect(await logIn(connector().one, settings)).toBe('in\n');
  });

  it('a certificate beside the key, where the authority alone is known', async () => {
    const { sshd, file } = await certified();
    const plain = await sshdWith(`HostKey ${file('host')}`, `HostCertificate ${file('host-cert.pub')}`);
    expect(await logIn(connector().one, auto(plain, { knownHostsFiles: [file('known')] }))).toBe('in\n');
    expect(sshd.port).not.toBe(plain.port);
  });

  it('an option of ssh_config that only ssh honours', async () => {
    const proxy = "ProxyCommand bash -c 'exec 3<>/dev/tcp/%h/%p; cat <&3 & cat >&3'\n";
    const { one, told } = connector({}, proxy);
    expect(await logIn(one, auto(await sshdWith()))).toBe('in\n');
    expect(told.join()).toContain('cannot do what ~/.ssh/config asks');
  });

  it('a jump host, asked by the built-in client once', async () => {
    const gate = await counted(await sshdWith(PQ));
    const behind = await sshdWith();
    const known = join(folder(), 'known');
    writeFileSync(known, gate.settings.knownHostsFiles.map((file) => readFileSync(file)).join(''));
    writeFileSync(known, readFileSync(behind.knownHostsFile), { flag: 'a' });
    const { one } = connector({}, `Host *\nIdentityFile ${gate.settings.privateKeyFile}\n`);
    const jump = `${gate.settings.user}@127.0.0.1:${gate.settings.port}`;
    const settings = auto(behind, { knownHostsFiles: [known], jump });
    expect(await logIn(one, settings)).toBe('in\n');
    expect(await logIn(one, { ...settings, host: 'other' })).toBe('in\n');
    expect(gate.connections()).toBe(2);
  });
});

describe('and is trusted no more easily', () => {
  it('where its key has changed, or is revoked', async () => {
    const sshd = await sshdWith(PQ);
    const file = join(folder(), 'known');
    generateKey(join(sshd.folder, 'stranger'));
    writeFileSync(file, `[127.0.0.1]:${sshd.port} ${publicKey(join(sshd.folder, 'stranger'))}\n`);
    const { one } = connector({ acceptNewHostKeys: true });
    const settings = auto(sshd, { knownHostsFiles: [file] });
    await expect(logIn(one, settings)).rejects.toThrow('CHANGED');
    writeFileSync(file, `@revoked * ${publicKey(sshd.hostKeyFile)}\n`);
    await expect(logIn(one, settings)).rejects.toThrow('is revoked');
  });

  it('where a key of another type is known, though new ones are accepted', async () => {
    const sshd = await sshdWith(PQ);
    const file = join(folder(), 'known');
    generateKey(join(sshd.folder, 'other'), 'ecdsa');
    const before = `[127.0.0.1]:${sshd.port} ${publicKey(join(sshd.folder, 'other'))}\n`;
    writeFileSync(file, before);
    for (const connection of ['ssh', 'system ssh'] as const) {
      const { one } = connector({ acceptNewHostKeys: true });
      const settings = auto(sshd, { knownHostsFiles: [file], connection });
      await expect(logIn(one, settings)).rejects.toThrow('CHANGED');
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('where its key is not known: a person is shown it, and it is added if right', async () => {
    const sshd = await sshdWith(PQ);
    const file = join(folder(), 'new');
    const settings = auto(sshd, { knownHostsFiles: [file] });
    await expect(logIn(connector().one, settings)).rejects.toThrow(/is not known \(ssh-ed25519 SHA256:/);
    const shown: NewHostKey[] = [];
    const asks = (answer: boolean) => async (key: NewHostKey) => shown.push(key) > 0 && answer;
    await expect(logIn(connector({ confirmHostKey: asks(false) }).one, settings)).rejects.toThrow();
    expect(await logIn(connector({ confirmHostKey: asks(true) }).one, settings)).toBe('in\n');
    const [print = ''] = /SHA256:\S+/.exec(
      execFileSync('ssh-keygen', ['-lf', `${sshd.hostKeyFile}.pub`], { encoding: 'utf8' }),
    ) ?? [''];
    expect(shown.map(({ fingerprint }) => fingerprint)).toEqual([print, print]);
    expect(readFileSync(file, 'utf8')).toContain(publicKey(sshd.hostKeyFile));
    expect(await logIn(connector().one, settings)).toBe('in\n');
  });

  it('where its certificate is for another name, or of nobody that is known', async () => {
    const { settings, hostKey } = await certified('elsewhere');
    const { one } = connector({ acceptNewHostKeys: true });
    await expect(logIn(one, settings)).rejects.toThrow(/certificate .* not valid \(.*name/i);
    const file = join(folder(), 'none');
    const unknown = { ...settings, knownHostsFiles: [file] };
    await expect(logIn(connector().one, unknown)).rejects.toThrow(/is not known \(ssh-ed25519 SHA256:/);
    expect(await logIn(one, unknown)).toBe('in\n');
    expect(readFileSync(file, 'utf8')).toContain(publicKey(hostKey));
  });

  it('where there is no certificate though there has to be one', async () => {
    const { file } = await certified();
    const settings = auto(await sshdWith(PQ), { knownHostsFiles: [file('known')] });
    const { one } = connector({ acceptNewHostKeys: true });
    await expect(logIn(one, settings)).rejects.toMatchObject({
      message: expect.stringContaining('has to be certified'),
      advice: expect.stringContaining('ssh-keygen -s'),
    });
  });

  it('where only SHA-1 would serve, unless ssh was chosen by name', async () => {
    const sshd = await sshdWith(...SHA1);
    await expect(logIn(connector().one, auto(sshd))).rejects.toMatchObject({
      message: expect.stringContaining(
        'no common algorithms; neither client has the MAC that its sshd offers (hmac-sha1)',
      ),
      advice: 'Update sshd on the host.',
    });
    expect(await logIn(connector().one, auto(sshd, { connection: 'system ssh' }))).toBe('in\n');
    const weak = connector({}, 'MACs hmac-sha1\n').one;
    await expect(logIn(weak, auto(sshd))).rejects.toThrow('nothing, and it is weak');
  });
});

describe('the built-in client alone', () => {
  it.each([
    ['a login that is refused', { privateKeyFile: 'stranger' }, /may not log in/],
    ['a key that is not known', { knownHostsFiles: ['none'] }, /is not known/],
  ])('decides over %s', async (_, own, message) => {
    const sshd = await sshdWith();
    generateKey(join(sshd.folder, 'stranger'));
    const { settings, connections } = await counted(sshd);
    const { one, told } = connector();
    const inFolder = (value: string | readonly string[]) =>
      typeof value === 'string' ? join(sshd.folder, value) : value.map((each) => join(sshd.folder, each));
    const asked = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, inFolder(value)]));
    await expect(logIn(one, { ...settings, ...asked })).rejects.toThrow(message);
    expect([connections(), told]).toEqual([1, []]);
  });

  it('connects where it was chosen by name, or nothing else is there', async () => {
    const sshd = await sshdWith(PQ);
    await expect(logIn(connector().one, auto(sshd, { connection: 'builtin ssh' }))).rejects.toMatchObject({
      advice: expect.stringContaining('leave ssh_client: builtin out'),
    });
    vi.stubEnv('PATH', join(folder(), 'empty'));
    const { one } = connector({}, '');
    await expect(logIn(one, auto(sshd))).rejects.toMatchObject({
      advice: expect.stringContaining('OpenSSH'),
    });
  });
});

it('an ssh that has no more than the built-in client: what sshd offers is named, and who has to be updated', async () => {
  const sshd = await sshdWith(PQ);
  const made = folder();
  mkdirSync(join(made, 'bin'));
  const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
  const old = `#!/bin/sh\n[ "$1" = -G ] || set -- -o KexAlgorithms=curve25519-sha256 "$@"\nexec ${ssh} "$@"\n`;
  writeFileSync(join(made, 'bin', 'ssh'), old, { mode: 0o755 });
  vi.stubEnv('PATH', `${join(made, 'bin')}${delimiter}${process.env.PATH}`);
  await expect(logIn(connector().one, auto(sshd))).rejects.toMatchObject({
    message: expect.stringContaining('that its sshd offers (sntrup761x25519-sha512@openssh.com)'),
    advice: 'Update OpenSSH on this machine, or let sshd on the host offer more.',
  });
});
