// What the command line says of how hosts are reached, against a real sshd.

import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKey, startSshd, type TestSshd } from '../transport/sshd.js';
import { runHere } from './here.js';
import { useFolders } from './hostwright.js';

const folderWith = useFolders();
const { username } = userInfo();
let sshd: TestSshd;
beforeAll(async () => {
  sshd = await startSshd();
  generateKey(join(sshd.folder, 'stranger'));
});
afterAll(() => sshd.stop());

const host = (more = '') =>
  `all: { hosts: { h1: { ansible_host: 127.0.0.1, ansible_port: ${sshd.port}, ${more} } } }\n`;
const known = () => ['-e', `known_hosts_file=${sshd.knownHostsFile}`];
const playbook = `- { hosts: all, gather_facts: false, tasks: [ { command: id -un } ] }\n`;

const ways = {
  exec: (folder: string, words: readonly string[]) =>
    runHere(folder, ['exec', 'all', ...words, '--', 'id', '-un'], { SSH_AUTH_SOCK: undefined, HOME: folder }),
  apply: (folder: string, words: readonly string[]) =>
    runHere(folder, ['apply', 'site.yml', ...words], { SSH_AUTH_SOCK: undefined, HOME: folder }),
};
const at = (inventory: string) => folderWith({ 'inventory.yml': inventory, 'site.yml': playbook });

describe.each(['exec', 'apply'] as const)('%s', (verb) => {
  const run = ways[verb];

  it.each([
    ['-u', () => ['-u', username, '--private-key', sshd.userKeyFile]],
    [
      '--user',
      () => [
        '--user',
        username,
        '--private-key',
        `${sshd.folder}/../${sshd.folder.split('/').pop()}/user_key`,
      ],
    ],
    ['-e', () => ['-e', `ansible_user=${username} ansible_ssh_private_key_file=${sshd.userKeyFile}`]],
  ])('logs in by %s and a key, and finds the host in the known_hosts_file of -e', async (_, words) => {
    const { code, stdout, stderr } = await run(at(host()), [...known(), ...words()]);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  });

  it('is told by the inventory who logs in, and with what, where that says it', async () => {
    const inventory = host(`ansible_user: ${username}, ansible_ssh_private_key_file: ${sshd.userKeyFile}`);
    const stranger = join(sshd.folder, 'stranger');
    const { code } = await run(at(inventory), [...known(), '-u', 'nobody-else', '--private-key', stranger]);
    expect(code).toBe(0);
  });

  it.each([
    [['-u', 'nobody-else'], /nobody-else may not log in .*no key was found, looked at/],
    [['-e', 'known_hosts_file=nowhere'], /the host key of .* is not known/],
    [['-e', 'ssh_client=other'], /ssh_client: expected auto, builtin or system; found "other"/],
    [['--private-key', 'nowhere'], /--private-key: .*nowhere/],
  ])('says what is wrong with %j, and what helps', async (words, said) => {
    const { code, stdout, stderr } = await run(at(host()), [...known(), ...words]);
    expect(code).toBeGreaterThan(0);
    expect((stdout + stderr).replace(/\s+/g, ' ')).toMatch(said);
  });
});

it('exec gives the advice that apply gives', async () => {
  const folder = at(host());
  for (const [words, advice] of [
    [known(), 'Name a key with --private-key FILE, or give a password with --ask-pass'],
    [[], 'run again with --accept-new-host-keys, or add the key: ssh-keyscan'],
    [[...known(), '-e', 'ansible_port=1'], 'Is sshd running there, and on this port?'],
    [
      [...known(), '--private-key', join(folder, 'site.yml')],
      'Name another private key, of OpenSSH or in PEM.',
    ],
  ] as const) {
    for (const verb of ['exec', 'apply'] as const) {
      const { code, stdout } = await ways[verb](folder, words);
      expect(code).toBe(4);
      expect(stdout.replace(/\s+/g, ' ')).toContain(advice);
    }
  }
});

describe('an account whose login shell runs nothing', () => {
  it.each([
    ['nologin', 'echo This account is not available; exit 1', 'This account is not available'],
    ['rbash', 'exec rbash -c "$SSH_ORIGINAL_COMMAND"', 'restricted'],
    ['false', '/bin/false', 'exit code 1'],
    ['a program that is gone', '/nowhere/shell', '/nowhere/shell'],
  ])('is asked once, and what is wrong is said: %s', async (_, command, said) => {
    const closed = await startSshd([`ForceCommand ${command}`]);
    try {
      const inventory = `all: { hosts: { h1: { ansible_host: 127.0.0.1, ansible_port: ${closed.port} } } }\n`;
      const words = ['--private-key', closed.userKeyFile, '-e', `known_hosts_file=${closed.knownHostsFile}`];
      const { code, stdout, stderr } = await ways.exec(at(inventory), words);
      expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
      expect(stdout).toContain(said);
      expect(stdout.replace(/\s+/g, ' ')).toContain('has to be able to run: exec sh -c true');
    } finally {
      await closed.stop();
    }
  });
});
