// Host keys, private keys, the agent, ~/.ssh/config, jump hosts, and what is said when one of them is not right.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { connectTo, type SshOptions } from '../../src/transport/index.js';
import { freePort, generateKey, publicKey, startSshd, type TestSshd } from './sshd.js';

const login = { kind: 'login' } as const;
let sshd: TestSshd;
const path = (name: string) => join(sshd.folder, name);
const fingerprintOf = (file: string) =>
  execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' }).split(' ')[1];

beforeAll(async () => {
  sshd = await startSshd();
  writeFileSync(path('no_config'), '');
  generateKey(path('stranger'));
});
afterAll(() => sshd.stop());

/** Connects, asks who it is, and closes everything. */
async function tryLogin(
  settings: Partial<ConnectionSettings> = {},
  options: Partial<SshOptions> = {},
): Promise<string> {
  const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('no_config'), ...options });
  try {
    const connection = await connector.connect(
      { ...sshd.settings, ...settings },
      new AbortController().signal,
    );
    const { probes } = await connection.run(login, { steps: [], probes: ['echo in'] });
    await connection.close();
    return probes[0]?.stdout.toString() ?? '';
  } finally {
    await connector.close();
  }
}

describe('a host key', () => {
  it('that is not known is refused, with its fingerprint and the way to accept it', async () => {
    const file = path('known_none');
    const refused = tryLogin({ knownHostsFiles: [file] });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: `loop: the host key of [127.0.0.1]:${sshd.port} is not known (ssh-ed25519 ${fingerprintOf(sshd.hostKeyFile)})`,
      advice: expect.stringContaining('--accept-new-host-keys'),
    });
    expect(existsSync(file)).toBe(false);
  });

  it('is added when new keys are accepted, once, and known afterwards', async () => {
    const file = path('known_new');
    expect(await tryLogin({ knownHostsFiles: [file] }, { acceptNewHostKeys: true })).toBe('in\n');
    expect(readFileSync(file, 'utf8')).toBe(`[127.0.0.1]:${sshd.port} ${publicKey(sshd.hostKeyFile)}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await tryLogin({ knownHostsFiles: [file] })).toBe('in\n');
    await tryLogin({ knownHostsFiles: [file] }, { acceptNewHostKeys: true });
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
  });

  it('is added when ~/.ssh/config accepts new ones, and never for less', async () => {
    const knownHostsFiles = [path('known_config')];
    writeFileSync(path('accept'), 'StrictHostKeyChecking no\n');
    await expect(tryLogin({ knownHostsFiles }, { sshConfigFile: path('accept') })).rejects.toThrow(
      /is not known/,
    );
    writeFileSync(path('accept'), 'StrictHostKeyChecking accept-new\n');
    expect(await tryLogin({ knownHostsFiles }, { sshConfigFile: path('accept') })).toBe('in\n');
    expect(await tryLogin({ knownHostsFiles })).toBe('in\n');
  });

  it('is added under a hashed name where ~/.ssh/config says so, as ssh would find it', async () => {
    const file = path('known_hashed');
    writeFileSync(path('hash'), 'HashKnownHosts yes\n');
    const options = { acceptNewHostKeys: true, sshConfigFile: path('hash') };
    expect(await tryLogin({ knownHostsFiles: [file] }, options)).toBe('in\n');
    expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|[^ ]+ ssh-ed25519 [^ ]+\n$/);
    const found = ['-F', `[127.0.0.1]:${sshd.port}`, '-f', file];
    expect(execFileSync('ssh-keygen', found, { encoding: 'utf8' })).toContain('found: line 1');
    expect(await tryLogin({ knownHostsFiles: [file] }, options)).toBe('in\n');
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
  });

  it('that has changed is refused even when new keys are accepted, with both fingerprints and the line', async () => {
    const file = path('known_changed');
    writeFileSync(file, `\n[127.0.0.1]:${sshd.port} ${publicKey(path('stranger'))}\n`);
    const refused = tryLogin({ knownHostsFiles: [file] }, { acceptNewHostKeys: true });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining('CHANGED'),
    });
    const { message } = (await refused.catch((error: unknown) => error)) as Error;
    expect(message).toContain(fingerprintOf(sshd.hostKeyFile));
    expect(message).toContain(`${fingerprintOf(path('stranger'))} (${file}:2)`);
  });

  it('that is revoked is refused', async () => {
    const file = path('known_revoked');
    writeFileSync(file, `@revoked * ${publicKey(sshd.hostKeyFile)}\n`);
    const refused = tryLogin({ knownHostsFiles: [sshd.knownHostsFile, file] });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining('revoked'),
    });
  });

  it('is found under a hashed name', async () => {
    const file = path('known_hashed');
    copyFileSync(sshd.knownHostsFile, file);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
    expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
    expect(await tryLogin({ knownHostsFiles: [file] })).toBe('in\n');
  });
});

describe('a host with several keys', () => {
  let many: TestSshd;
  beforeAll(async () => {
    generateKey(path('host_ecdsa'), 'ecdsa');
    many = await startSshd([`HostKey ${path('host_ecdsa')}`]);
  });
  afterAll(() => many.stop());

  it('is asked for the one that is known, though it has a better one', async () => {
    const file = path('known_ecdsa');
    writeFileSync(file, `[127.0.0.1]:${many.port} ${publicKey(path('host_ecdsa'))}\n`);
    expect(await tryLogin({ ...many.settings, knownHostsFiles: [file] })).toBe('in\n');
  });
});

describe('a private key', () => {
  const passphrase = 'open sesame';
  beforeAll(() => {
    copyFileSync(sshd.userKeyFile, path('encrypted'));
    chmodSync(path('encrypted'), 0o600);
    execFileSync('ssh-keygen', ['-q', '-p', '-a', '2', '-N', passphrase, '-f', path('encrypted')]);
    copyFileSync(`${sshd.userKeyFile}.pub`, path('encrypted.pub'));
    writeFileSync(path('rubbish'), 'rubbish\n');
  });

  it.each([
    ['missing', 'the private key .*missing cannot be read'],
    ['rubbish', 'the private key .*rubbish cannot be used \\(unsupported key format\\)'],
    [
      'encrypted.pub',
      'the private key .*encrypted.pub is a public key, whose private one the agent does not hold',
    ],
    ['stranger', 'may not log in to .* \\(tried .*stranger\\)'],
    ['encrypted', 'the private key .*encrypted needs a passphrase, and there is nobody to ask'],
  ])('that cannot be used is named: %s', async (name, message) => {
    const refused = tryLogin({ privateKeyFile: path(name) });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringMatching(message),
    });
  });

  it('may be in PKCS#8, as openssl writes it', async () => {
    const pkcs8 = path('pkcs8');
    execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-m', 'PKCS8', '-N', passphrase, '-f', pkcs8]);
    appendFileSync(path('authorized_keys'), `${publicKey(pkcs8, passphrase)}\n`);
    const askPassphrase = async () => passphrase;
    expect(await tryLogin({ privateKeyFile: pkcs8 }, { askPassphrase })).toBe('in\n');
  });

  it('that there is none of is told with the places, and what helps', async () => {
    const files = ['none1', 'none2'].map((name) => `IdentityFile ${path(name)}\n`).join('');
    const options = (agent: string) => {
      writeFileSync(path('keyless'), `${files}IdentityAgent ${agent}\n`);
      return { sshConfigFile: path('keyless') };
    };
    const looked = `no key was found, looked at ${path('none1')}, ${path('none2')}; `;
    for (const [agent, end] of [
      ['none', 'there is no agent'],
      [path('gone'), `the agent at ${path('gone')} shows none`],
    ] as const) {
      await expect(tryLogin({ privateKeyFile: undefined }, options(agent))).rejects.toMatchObject({
        message: expect.stringContaining(looked + end),
        advice: expect.stringMatching(/--private-key FILE.*--ask-pass/),
      });
    }
  });

  it('of a kind that cannot be read is named, and another is used', async () => {
    writeFileSync(path('pair'), `IdentityFile ${path('rubbish')}\nIdentityFile ${sshd.userKeyFile}\n`);
    const options = { sshConfigFile: path('pair') };
    expect(await tryLogin({ privateKeyFile: undefined }, options)).toBe('in\n');
    writeFileSync(path('pair'), `IdentityFile ${path('rubbish')}\nIdentityAgent none\n`);
    await expect(tryLogin({ privateKeyFile: undefined }, options)).rejects.toMatchObject({
      message: expect.stringMatching(/\(tried .*rubbish \(unusable: .*\)\)/),
      advice: expect.stringContaining('ssh_client: system'),
    });
  });

  it('is unlocked once for all hosts, after a slip of the user, who may take longer than connect_timeout', async () => {
    const answers = ['wrong', passphrase];
    const asked: string[] = [];
    const askPassphrase = async (file: string) => {
      asked.push(file);
      await sleep(1100);
      return answers.shift();
    };
    const connector = connectTo({
      acceptNewHostKeys: false,
      askPassphrase,
      sshConfigFile: path('no_config'),
    });
    const settings = { ...sshd.settings, privateKeyFile: path('encrypted'), connectTimeout: 1 };
    const connect = () => connector.connect(settings, new AbortController().signal);
    const connections = await Promise.all([connect(), connect()]);
    expect(asked).toEqual([path('encrypted'), path('encrypted')]);
    await Promise.all(connections.map((connection) => connection.close()));
    await connector.close();
  });

  it('whose passphrase stays wrong is named', async () => {
    const refused = tryLogin({ privateKeyFile: path('encrypted') }, { askPassphrase: async () => 'wrong' });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringMatching(/passphrase of the private key .*encrypted is wrong/),
    });
  });

  describe('in the agent', () => {
    let stopAgent: () => Promise<unknown>;
    const config = () => path('agent_config');
    beforeAll(async () => {
      const socket = path('agent');
      const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      const ended = once(agent, 'exit');
      stopAgent = () => {
        agent.kill();
        return ended;
      };
      while (!existsSync(socket)) await sleep(20);
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      execFileSync('ssh-add', ['-q', path('stranger')], { env });
      execFileSync('ssh-add', ['-q', sshd.userKeyFile], { env });
    });
    afterAll(() => stopAgent());
    const writeConfig = (...lines: string[]) => {
      writeFileSync(config(), [`IdentityAgent ${path('agent')}`, ...lines].join('\n'));
      return { sshConfigFile: config() };
    };

    it('is used when no file is named', async () => {
      const options = writeConfig(`IdentityFile ${path('missing')}`);
      expect(await tryLogin({ privateKeyFile: undefined }, options)).toBe('in\n');
    });

    it('is used for an encrypted file, without asking', async () => {
      expect(await tryLogin({ privateKeyFile: path('encrypted') }, writeConfig())).toBe('in\n');
    });

    it('is left alone with IdentitiesOnly, unless a file names it', async () => {
      const other = writeConfig('IdentitiesOnly yes', `IdentityFile ${path('stranger')}`);
      const refused = tryLogin({ privateKeyFile: undefined }, other);
      await expect(refused).rejects.toMatchObject({
        message: expect.stringMatching(/\(tried test \(agent\)\)/),
      });
      const own = writeConfig('IdentitiesOnly yes', `IdentityFile ${sshd.userKeyFile}.pub`);
      expect(await tryLogin({ privateKeyFile: undefined }, own)).toBe('in\n');
    });
  });
});

describe('~/.ssh/config', () => {
  it('says where and how, and the inventory wins', async () => {
    const lines = [
      'Host node-*',
      '  HostName 127.0.0.1',
      `  Port ${sshd.port}`,
      `  IdentityFile ${sshd.userKeyFile}`,
      `  UserKnownHostsFile ${sshd.knownHostsFile}`,
      `  User ${sshd.settings.user}`,
    ];
    writeFileSync(path('config'), lines.join('\n'));
    const bare = {
      address: 'node-1',
      port: undefined,
      user: undefined,
      privateKeyFile: undefined,
      knownHostsFiles: [],
    };
    const options = { sshConfigFile: path('config') };
    expect(await tryLogin(bare, options)).toBe('in\n');
    const port = await freePort();
    await expect(tryLogin({ ...bare, port }, options)).rejects.toMatchObject({
      message: expect.stringContaining(`:${port}`),
    });
  });

  it('may ask for what only another ssh can do, which is said', async () => {
    writeFileSync(path('config'), 'ProxyCommand nc %h %p\n');
    const refused = tryLogin({}, { sshConfigFile: path('config') });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining('sets proxycommand nc %h %p ('),
      advice: expect.stringContaining('ssh_client: builtin'),
    });
  });
});

describe('a host that cannot be reached', () => {
  it('refuses', async () => {
    const port = await freePort();
    await expect(tryLogin({ port })).rejects.toMatchObject({
      name: 'Unreachable',
      message: `loop: cannot connect to 127.0.0.1:${port}: the connection was refused`,
    });
  });

  it('has no address', async () => {
    const refused = tryLogin({ address: 'nowhere.invalid' });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringMatching(/the name/),
    });
  });

  it.concurrent.each([
    ['says nothing', undefined, 'connect_timeout: logging in to'],
    ['hangs up', '', 'closed the connection before the login'],
    ['speaks another language', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'cannot connect to'],
  ])('%s', async (_, greeting, message) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      if (greeting !== undefined) socket.end(greeting);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const refused = tryLogin({ port, connectTimeout: greeting === undefined ? 0.5 : 5 });
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining(message),
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it('is given up when the run is', async () => {
    const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('no_config') });
    const abort = new AbortController();
    const connecting = connector.connect(sshd.settings, abort.signal);
    abort.abort(new Error('interrupted'));
    await expect(connecting).rejects.toThrow('interrupted');
    await connector.close();
  });

  it('is not one that was reached before the run was given up', async () => {
    const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('no_config') });
    const abort = new AbortController();
    const connection = await connector.connect(sshd.settings, abort.signal);
    abort.abort(new Error('interrupted'));
    expect((await connection.run(login, { steps: [], probes: ['true'] })).probes[0]?.code).toBe(0);
    await connection.close();
    await connector.close();
  });
});

describe('a jump host', () => {
  let behind: TestSshd;
  beforeAll(async () => {
    behind = await startSshd();
    writeFileSync(path('jump_config'), `Host 127.0.0.1\n  IdentityFile ${sshd.userKeyFile}\n`);
    writeFileSync(
      path('jump_known'),
      `${readFileSync(sshd.knownHostsFile)}${readFileSync(behind.knownHostsFile)}`,
    );
  });
  afterAll(() => behind.stop());
  const options = () => ({ acceptNewHostKeys: false, sshConfigFile: path('jump_config') });
  const through = (jump: string): ConnectionSettings => ({
    ...behind.settings,
    knownHostsFiles: [path('jump_known')],
    jump,
  });

  it('is connected to once, for all hosts behind it', async () => {
    const connector = connectTo(options());
    const settings = through(`${sshd.settings.user}@127.0.0.1:${sshd.port}`);
    const connect = () => connector.connect(settings, new AbortController().signal);
    const connections = await Promise.all(Array.from({ length: 10 }, connect));
    const probes = await Promise.all(
      connections.map((connection) =>
        connection.run(login, { steps: [], probes: ['echo "$SSH_CONNECTION"'] }),
      ),
    );
    const ports = probes.map((reply) => reply.probes[0]?.stdout.toString().trim().split(' ').at(-1));
    expect(new Set(ports)).toEqual(new Set([String(behind.port)]));
    await vi.waitFor(() => expect(sshd.connections()).toBe(1));
    await Promise.all(connections.map((connection) => connection.close()));
    await connector.close();
  });

  it('has its host key checked too', async () => {
    const refused = tryLogin(
      { ...through(`127.0.0.1:${sshd.port}`), knownHostsFiles: [behind.knownHostsFile] },
      options(),
    );
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining(`the host key of [127.0.0.1]:${sshd.port} is not known`),
    });
  });

  it('that cannot reach the host says so', async () => {
    const port = await freePort();
    const refused = tryLogin({ ...through(`127.0.0.1:${sshd.port}`), port }, options());
    await expect(refused).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining(`the jump host 127.0.0.1 cannot connect to 127.0.0.1:${port}`),
    });
  });

  it('that makes no sense is named', async () => {
    await expect(tryLogin(through('user@'), options())).rejects.toMatchObject({
      name: 'Unreachable',
      message: 'loop: "user@" is not a jump host',
    });
  });

  it('may be reached through others, each connected to once', async () => {
    const [second, third] = [await startSshd(), await startSshd()];
    const chain = [sshd, second, third];
    const known = [...chain, behind].map(({ knownHostsFile }) => readFileSync(knownHostsFile)).join('');
    writeFileSync(path('chain_known'), known);
    const identities = chain.map(({ userKeyFile }) => `IdentityFile ${userKeyFile}\n`).join('');
    writeFileSync(path('chain_config'), identities);
    const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('chain_config') });
    const jump = chain.map(({ port }) => `${sshd.settings.user}@127.0.0.1:${port}`).join(',');
    const settings = { ...through(jump), knownHostsFiles: [path('chain_known')] };
    const connect = () => connector.connect(settings, new AbortController().signal);
    const connections = await Promise.all([connect(), connect(), connect()]);
    for (const connection of connections) {
      expect((await connection.run(login, { steps: [], probes: ['true'] })).probes[0]?.code).toBe(0);
    }
    await vi.waitFor(() => expect(chain.map((hop) => hop.connections())).toEqual([1, 1, 1]));
    await Promise.all(connections.map((connection) => connection.close()));
    await connector.close();
    await Promise.all([second.stop(), third.stop()]);
  });

  it('is not waited for when the run is given up', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined).resume());
    const port = await freePort();
    await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
    const connector = connectTo(options());
    const abort = new AbortController();
    const connecting = connector.connect(through(`127.0.0.1:${port}`), abort.signal);
    setTimeout(() => abort.abort(new Error('interrupted')), 300);
    const start = performance.now();
    await expect(connecting).rejects.toThrow('interrupted');
    expect(performance.now() - start).toBeLessThan(2000);
    await connector.close();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('takes its connections with it', async () => {
    const connector = connectTo(options());
    const connection = await connector.connect(
      through(`127.0.0.1:${sshd.port}`),
      new AbortController().signal,
    );
    const lost = expect(connection.run(login, { steps: [], probes: ['sleep 5'] })).rejects.toMatchObject({
      name: 'Unreachable',
    });
    setTimeout(sshd.cutConnections, 200);
    await lost;
    const again = await connector.connect(through(`127.0.0.1:${sshd.port}`), new AbortController().signal);
    expect((await again.run(login, { steps: [], probes: ['true'] })).probes[0]?.code).toBe(0);
    await again.close();
    await connector.close();
  });
});

describe('an sshd that drops connections which are not logged in (MaxStartups)', () => {
  let strict: TestSshd;
  beforeAll(async () => {
    strict = await startSshd(['MaxStartups 2:50:3']);
  });
  afterAll(() => strict.stop());

  it('is asked again until all are in', async () => {
    const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: path('no_config') });
    const connect = () => connector.connect(strict.settings, new AbortController().signal);
    const connections = await Promise.all(Array.from({ length: 12 }, connect));
    expect(connections).toHaveLength(12);
    await Promise.all(connections.map((connection) => connection.close()));
    await connector.close();
  });
});
