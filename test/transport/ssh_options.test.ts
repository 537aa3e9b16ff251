// What becomes of each option of ssh_config, beside the real ssh: whom ssh refuses, the built-in client refuses too.

import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { connectTo, type SshOptions } from '../../src/transport/index.js';
import { refusedOptions, SSH_OPTIONS, sshOptionsPage } from '../../src/transport/ssh_options.js';
import { idleSamples, keywordsOfSsh } from './ssh_keywords.js';
import { generateKey, publicKey, startSshd, type TestSshd } from './sshd.js';

const login = { kind: 'login' } as const;
/** An address of this machine that is not loopback, for which ssh makes an exception. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address;

let keys: string;
let sshd: TestSshd;
const own = (name: string) => join(keys, name);
const line = (name: string, key: string) => `[${name}]:${sshd.port} ${publicKey(key)}\n`;

beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), 'hostwright-options-'));
  execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', own('rsa')]);
  for (const name of ['stranger', 'alive']) generateKey(own(name));
  sshd = await startSshd([
    `HostKey ${own('rsa')}`,
    'Ciphers aes128-ctr,aes256-gcm@openssh.com',
    'MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-512',
    'KexAlgorithms curve25519-sha256,diffie-hellman-group16-sha512',
    'MaxStartups 1000',
    ...(outside === undefined ? [] : [`ListenAddress ${outside}`]),
  ]);
  writeFileSync(join(sshd.folder, 'authorized_keys'), `${publicKey(own('rsa'))}\n`, { flag: 'a' });
  const known = [sshd.hostKeyFile, own('rsa')].map((key) => line('127.0.0.1', key)).join('');
  writeFileSync(own('known'), known);
  writeFileSync(own('known_rsa'), line('127.0.0.1', own('rsa')));
  writeFileSync(own('known_ed25519'), line('127.0.0.1', sshd.hostKeyFile));
  writeFileSync(own('known_none'), '');
  writeFileSync(own('known_other'), line('127.0.0.1', own('stranger')));
  writeFileSync(own('known_alias'), `fleet ${publicKey(sshd.hostKeyFile)}\n`);
  writeFileSync(own('revoked_line'), `@revoked * ${publicKey(sshd.hostKeyFile)}\n`);
  writeFileSync(own('with space'), `@revoked * ${publicKey(sshd.hostKeyFile)}\n`);
  writeFileSync(own('list'), `# retired\n${publicKey(sshd.hostKeyFile)} old\n`);
  writeFileSync(own('list_other'), `#${publicKey(sshd.hostKeyFile)}\n${publicKey(own('stranger'))} other\n`);
  execFileSync('ssh-keygen', ['-q', '-k', '-f', own('krl'), `${sshd.hostKeyFile}.pub`]);
  execFileSync('ssh-keygen', ['-q', '-k', '-f', own('krl_other'), `${own('stranger')}.pub`]);
  writeFileSync(own('included'), `RevokedHostKeys ${own('list')}\n`);
});
afterAll(async () => {
  await sshd.stop();
  rmSync(keys, { recursive: true });
});

/** The options that are tried go first: the first of a name holds. */
function configFile(options: string): string {
  const file = own(`config-${Math.random()}`);
  writeFileSync(
    file,
    [
      options.replaceAll('KEYS', keys),
      'Host *',
      `UserKnownHostsFile ${own('known')}`,
      'GlobalKnownHostsFile none',
      // One adds to the other.
      options.includes('IdentityFile') ? '' : `IdentityFile ${sshd.userKeyFile}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
      'StrictHostKeyChecking yes',
      '',
    ].join('\n'),
  );
  return file;
}

async function ours(
  file: string,
  address: string,
  connection: ConnectionSettings['connection'] = 'builtin ssh',
  options: Partial<SshOptions> = {},
): Promise<string> {
  const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: file, ...options });
  const settings = {
    ...sshd.settings,
    connection,
    address,
    user: undefined,
    privateKeyFile: undefined,
    knownHostsFiles: [],
  };
  try {
    const opened = await connector.connect(settings, new AbortController().signal);
    const { probes } = await opened.run(login, {
      steps: [],
      probes: ['echo "in from ${SSH_CONNECTION%% *}"'],
    });
    await opened.close();
    return probes[0]?.stdout.toString().trim() ?? '';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await connector.close();
  }
}

function theirs(file: string, address: string): Promise<string> {
  // As hostwright starts it: nobody is asked (ssh_client: system).
  const args = ['-F', file, '-o', 'BatchMode=yes', '-p', `${sshd.port}`, address];
  return new Promise((resolve) => {
    execFile('ssh', [...args, 'echo "in from ${SSH_CONNECTION%% *}"'], (_error, stdout, stderr) =>
      resolve(stdout.trim() || stderr.trim()),
    );
  });
}

/** An option, lines of a configuration, and what the built-in client says. */
type Try = readonly [option: string, lines: string, says: RegExp, address?: string];

const named = (tries: readonly Try[]) =>
  tries.map(([option, lines, says, address = '127.0.0.1']) => ({ option, lines, says, address }));

/** ssh lets in where the built-in client does, and nobody else. */
const AS_SSH: readonly Try[] = [
  ['addressfamily', 'AddressFamily inet', /^in/],
  ['addressfamily', 'AddressFamily inet6', /AddressFamily/],
  ['bindaddress', 'BindAddress 127.0.0.9', /^in from 127\.0\.0\.9/],
  ['bindaddress', 'BindAddress 203.0.113.7', /cannot connect/],
  ['ciphers', 'Ciphers aes128-ctr', /^in/],
  ['ciphers', 'Ciphers aes192-ctr', /no common algorithms/],
  ['connecttimeout', 'ConnectTimeout 3', /^in/],
  [
    'globalknownhostsfile',
    'GlobalKnownHostsFile KEYS/revoked_line\nUserKnownHostsFile KEYS/known_ed25519',
    /is revoked/,
  ],
  ['globalknownhostsfile', 'GlobalKnownHostsFile KEYS/known\nUserKnownHostsFile none', /^in/],
  ['hostkeyalgorithms', 'HostKeyAlgorithms ssh-ed25519\nUserKnownHostsFile KEYS/known_ed25519', /^in/],
  ['hostkeyalgorithms', 'HostKeyAlgorithms rsa-sha2-512\nUserKnownHostsFile KEYS/known_ed25519', /CHANGED/],
  ['hostkeyalgorithms', 'HostKeyAlgorithms rsa-sha2-512', /^in/],
  ['hostkeyalgorithms', 'HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com', /hostkeyalgorithms .* nothing/],
  ['hostkeyalias', 'HostKeyAlias fleet', /is not known/],
  ['hostkeyalias', 'HostKeyAlias fleet\nUserKnownHostsFile KEYS/known_alias', /^in/],
  ['hostname', 'HostName 127.0.0.1', /^in/, 'alias.invalid'],
  ['identityfile', 'IdentityFile KEYS/stranger', /may not log in/],
  ['ignoreunknown', 'IgnoreUnknown Strange\nStrange yes', /^in/],
  ['include', 'Include KEYS/included', /is revoked/],
  ['kexalgorithms', 'KexAlgorithms diffie-hellman-group16-sha512', /^in/],
  ['kexalgorithms', 'KexAlgorithms ecdh-sha2-nistp256', /no common algorithms/],
  ['macs', 'Ciphers aes128-ctr\nMACs hmac-sha2-512', /^in/],
  ['macs', 'Ciphers aes128-ctr\nMACs hmac-sha2-256', /no common algorithms/],
  ['match', 'Match host 127.0.0.1\nRevokedHostKeys KEYS/list', /is revoked/],
  ['match', 'Match host 127.0.0.2\nRevokedHostKeys KEYS/list', /^in/],
  ['proxyjump', 'Match host 127.0.0.1\nProxyJump nowhere.invalid', /nowhere\.invalid/],
  ['pubkeyacceptedalgorithms', 'PubkeyAcceptedAlgorithms ssh-ed25519', /^in/],
  ['pubkeyacceptedalgorithms', 'PubkeyAcceptedAlgorithms rsa-sha2-512', /PubkeyAcceptedAlgorithms leaves/],
  ['pubkeyauthentication', 'PubkeyAuthentication no', /no keys be used/],
  ['preferredauthentications', 'PreferredAuthentications password', /no keys be used/],
  ['requiredrsasize', 'RequiredRSASize 2048\nUserKnownHostsFile KEYS/known_rsa', /^in/],
  ['requiredrsasize', 'RequiredRSASize 3072\nUserKnownHostsFile KEYS/known_rsa', /shorter than 3072/],
  ['revokedhostkeys', 'RevokedHostKeys KEYS/list', /is revoked/],
  ['revokedhostkeys', 'RevokedHostKeys KEYS/list_other', /^in/],
  ['revokedhostkeys', 'RevokedHostKeys KEYS/krl', /is revoked/],
  ['revokedhostkeys', 'RevokedHostKeys KEYS/krl_other', /^in/],
  ['revokedhostkeys', 'RevokedHostKeys KEYS/not_there', /cannot be read/],
  ['revokedhostkeys', 'RevokedHostKeys none', /^in/],
  ['stricthostkeychecking', 'UserKnownHostsFile KEYS/known_none', /is not known/],
  [
    'stricthostkeychecking',
    'StrictHostKeyChecking accept-new\nUserKnownHostsFile KEYS/known_other',
    /CHANGED/,
  ],
  ['user', 'User nobody', /nobody may not log in/],
  ['userknownhostsfile', 'UserKnownHostsFile none', /is not known/],
  ['userknownhostsfile', 'UserKnownHostsFile "KEYS/with space" KEYS/known_ed25519', /is revoked/],
];

/** Only the ssh of this machine can, and it does. */
const FOR_SSH: readonly Try[] = [
  ['bindinterface', 'BindInterface lo', /bindinterface lo .*only the ssh of this machine/],
  ['knownhostscommand', 'KnownHostsCommand /bin/cat KEYS/known', /knownhostscommand .*only the ssh/],
  [
    'proxycommand',
    'Match host 127.0.0.1\nProxyCommand ssh -F KEYS/jump -W %h:%p %h',
    /proxycommand .*only the ssh/,
  ],
  ['verifyhostkeydns', 'VerifyHostKeyDNS yes', /verifyhostkeydns .*only the ssh/],
  ['verifyhostkeydns', 'VerifyHostKeyDNS ask', /verifyhostkeydns .*only the ssh/],
];

/** Tried below, or where they are named. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  batchmode: 'below',
  checkhostip: 'below',
  hashknownhosts: 'below',
  identitiesonly: 'below',
  identityagent: 'below',
  kbdinteractiveauthentication: 'ssh_ways.test.ts',
  passwordauthentication: 'ssh_ways.test.ts',
  port: 'below',
  refuseconnection: 'below, as far as this ssh knows it',
};

/** The answer of `ssh -G` is what is read, so what that has done needs no line of its own. */
const BY_SSH = /^(canon|host$|tag$)/;

describe('the table', () => {
  it('knows every option that the ssh of this machine knows', async () => {
    const keywords = await keywordsOfSsh();
    // So that a reading of the program that finds nothing is no proof.
    expect(keywords.length).toBeGreaterThan(90);
    expect(keywords.filter((name) => SSH_OPTIONS[name] === undefined)).toEqual([]);
  });

  it('tries each of its lines', () => {
    const tried = new Set([...AS_SSH, ...FOR_SSH].map(([option]) => option));
    const left = Object.entries(SSH_OPTIONS).filter(([name, { kind }]) => {
      if (kind === 'of no consequence') return idleSamples[name] === undefined;
      return !tried.has(name) && ELSEWHERE[name] === undefined && !BY_SSH.test(name);
    });
    expect(left.map(([name]) => name)).toEqual([]);
  });

  it('is what the page says', () => {
    expect(readFileSync('docs/ssh_config.md', 'utf8')).toBe(sshOptionsPage());
  });

  it('refuses what it does not know', () => {
    expect(refusedOptions(new Map([['trustless', ['yes']]]))).toEqual([
      'trustless (hostwright does not know this option)',
    ]);
  });
});

describe('as ssh', () => {
  it.concurrent.each(named(AS_SSH))('$option: $lines', async ({ lines, says, address }) => {
    const file = configFile(lines);
    const [we, they] = await Promise.all([ours(file, address), theirs(file, address)]);
    expect(we).toMatch(says);
    expect([they, they.startsWith('in from')]).toEqual([they, we.startsWith('in from')]);
  });

  it('port: of the configuration', async () => {
    const file = configFile(`Port ${sshd.port}`);
    const connector = connectTo({ acceptNewHostKeys: false, sshConfigFile: file });
    const settings = { ...sshd.settings, port: undefined, privateKeyFile: undefined, knownHostsFiles: [] };
    await (await connector.connect(settings, new AbortController().signal)).close();
    await connector.close();
  });

  it('hashknownhosts: an accepted key is added without its name', async () => {
    for (const [index, connect] of [ours, theirs].entries()) {
      const lines = `HashKnownHosts yes\nStrictHostKeyChecking accept-new\nUserKnownHostsFile KEYS/new_${index}`;
      expect(await connect(configFile(lines), '127.0.0.1')).toMatch(/^in/);
      expect(readFileSync(own(`new_${index}`), 'utf8')).toMatch(/^\|1\|\S+ ssh-ed25519 /);
    }
  });

  it.each([
    ['StrictHostKeyChecking ask\nBatchMode yes', false],
    ['StrictHostKeyChecking yes', false],
    ['StrictHostKeyChecking no', true],
    ['StrictHostKeyChecking ask', true],
  ])('whether somebody is asked about a new key: %s: %s', async (lines, isAsked) => {
    let asked = false;
    const confirmHostKey = async () => {
      asked = true;
      return false;
    };
    const file = configFile(`${lines}\nUserKnownHostsFile KEYS/known_none`);
    expect(await ours(file, '127.0.0.1', 'builtin ssh', { confirmHostKey })).toMatch(/is not known/);
    expect(asked).toBe(isAsked);
  });

  it('identityagent, identitiesonly: only what they leave is tried', async () => {
    const socket = own('agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket]);
    await once(agent.stdout, 'data');
    execFileSync('ssh-add', ['-q', sshd.userKeyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    const stranger = 'IdentityFile KEYS/stranger\n';
    for (const [lines, says] of [
      [`${stranger}IdentityAgent ${socket}\nIdentitiesOnly no`, /^in/],
      [`${stranger}IdentityAgent ${socket}\nIdentitiesOnly yes`, /may not log in/],
      [`${stranger}IdentityAgent none\nIdentitiesOnly no`, /may not log in/],
    ] as const) {
      const file = configFile(`${lines}`);
      expect([lines, await ours(file, '127.0.0.1')]).toEqual([lines, expect.stringMatching(says)]);
      expect([lines, await theirs(file, '127.0.0.1')]).toEqual([
        lines,
        expect.stringMatching(says.source === '^in' ? /^in/ : /Permission denied/),
      ]);
    }
    agent.kill();
  });
});

describe('only the ssh of this machine can', () => {
  beforeAll(() => writeFileSync(own('jump'), readFileSync(configFile(`Port ${sshd.port}`))));

  it.concurrent.each(named(FOR_SSH))('$option: $lines', async ({ lines, says }) => {
    const file = configFile(lines);
    expect(await ours(file, '127.0.0.1')).toMatch(says);
    expect(await ours(file, '127.0.0.1', 'system ssh')).toMatch(/^in from/);
  });
});

describe('of no consequence', () => {
  it('are all others: they let in as before, and refuse as before', async () => {
    const names = Object.entries(SSH_OPTIONS).flatMap(([name, { kind }]) =>
      kind === 'of no consequence' ? [name] : [],
    );
    const samples = names.map((name) => `${name} ${idleSamples[name]}`);
    // Those of another release of ssh, which this one does not know, it passes over.
    const lines = [`IgnoreUnknown ${names.join(',')}`, ...samples, 'UpdateHostKeys no'].join('\n');
    expect(await ours(configFile(lines), '127.0.0.1')).toMatch(/^in/);
    expect(await ours(configFile(`${lines}\nUserKnownHostsFile KEYS/known_none`), '127.0.0.1')).toMatch(
      /is not known/,
    );
    expect(await ours(configFile(`${lines}\nRevokedHostKeys KEYS/list`), '127.0.0.1')).toMatch(/is revoked/);
  });
});

describe('a configuration', () => {
  it.each(['Frobnicate yes', 'RequiredRSASize many', 'RefuseConnection no'])(
    'with a mistake connects to nothing: %s',
    async (lines) => {
      const file = configFile(`${lines}\nRevokedHostKeys KEYS/list_other`);
      const [we, they] = await Promise.all([ours(file, '127.0.0.1'), theirs(file, '127.0.0.1')]);
      expect(we).toMatch(/what ~\/\.ssh\/config says cannot be known \(.*line 1/);
      expect(they).not.toMatch(/^in/);
    },
  );
});

// ssh calls an address that is written as a number by its usual name, so it takes a name of its own for that address: a
// file of hosts that only its process sees, which takes root.
describe.runIf(outside !== undefined && userInfo().uid === 0)('checkhostip', () => {
  const number = () => `${(outside ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0)}`;

  it.each([
    ['yes', 'stranger', false],
    ['no', 'stranger', true],
    ['yes', 'right', true],
  ])('%s, and the address has the %s key: in is %s', async (value, key, isIn) => {
    const known = own(`known_ip_${value}_${key}`);
    const right = sshd.hostKeyFile;
    const names = [number(), 'by-name.invalid'].map((name) => line(name, right)).join('');
    writeFileSync(known, names + line(outside ?? '', key === 'right' ? right : own(key)));
    writeFileSync(own('hosts'), `${outside} by-name.invalid\n`);
    const file = configFile(`CheckHostIP ${value}\nUserKnownHostsFile ${known}`);
    expect(await ours(file, number())).toMatch(isIn ? /^in/ : /another host key is known for/);
    const script = `mount --bind ${own('hosts')} /etc/hosts && exec ssh -F ${file} -o BatchMode=yes -p ${sshd.port} by-name.invalid echo in`;
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([
      isIn ? 'in\n' : '',
      expect.stringMatching(isIn ? '' : 'differs from the key for the IP'),
    ]);
  });
});
