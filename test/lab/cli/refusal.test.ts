// A host that cannot be reached or that refuses what a playbook needs: what is said, the exit code, and that nothing
// was changed there. What can be known without a host is in test/cli/bad_input.test.ts.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { isOutcome } from '../../../src/event.js';
import { labRun } from '../../../src/lab/index.js';
import { eventsOf, type Ran, useProgram } from '../../cli/hostwright.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([
  { name: 'h1', release: 'bookworm' },
  { name: 'h2', release: 'bookworm' },
]);

const touch = `
- hosts: all
  become: true
  tasks:
    - apt: { name: hello }
    - copy: { dest: /root/touched, content: touched }
`;

/** All that a person is told of a host: status, what is wrong, and what to do. */
function told(ran: Ran, host: string) {
  const outcomes = eventsOf(ran).filter(isOutcome);
  return outcomes
    .filter((outcome) => outcome.host === host)
    .map(({ status, message, advice }) => [status, message, advice].filter(Boolean).join('\n'));
}

async function expectUntouched(): Promise<void> {
  const looked = await labRun(lab(), 'h1', 'ls /root/touched /usr/bin/hello 2>&1 | grep -c "No such file"');
  expect(looked.stdout).toBe('2\n');
}

function addressOf(name: string): string {
  return lab().hosts.find((host) => host.name === name)?.address ?? '';
}

describe('a host that cannot be reached', () => {
  let ran: Ran;
  let folder = '';

  beforeAll(async () => {
    const [address, other] = [addressOf('h1'), addressOf('h2')];
    const known = readFileSync(lab().knownHosts, 'utf8');
    const key = (of: string) => known.split('\n').find((line) => line.startsWith(of)) ?? '';
    const hosts = {
      refused: { ansible_port: 1 },
      silent: { ansible_host: address.replace(/\d+$/, '250') },
      nameless: { ansible_host: 'no-such-host.invalid' },
      stranger: { known_hosts_file: 'empty' },
      changed: { known_hosts_file: 'wrong' },
      locked: { ansible_user: 'nobody' },
      keyless: { ansible_ssh_private_key_file: 'site.yml' },
    };
    const vars = {
      ansible_host: address,
      ansible_user: 'operator',
      ansible_ssh_private_key_file: lab().privateKey,
      known_hosts_file: lab().knownHosts,
    };
    folder = program.folderWith({
      'site.yml': touch,
      'inventory.yml': JSON.stringify({ all: { vars, hosts } }),
      empty: '',
      wrong: key(other).replace(other, address),
    });
    ran = await program.run(folder, ['apply', 'site.yml', '--connect-timeout', '2', '--output', 'json']);
  });

  it('gives exit code 4, a recap, and no stack trace', async () => {
    const { code, stdout, stderr } = ran;
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    expect(stdout).not.toMatch(/\bat .*\.[jt]s:\d/);
    expect(eventsOf(ran).at(-1)).toMatchObject({ hosts: { refused: { unreachable: 1, round_trips: 0 } } });
    await expectUntouched();
  });

  it.each([
    ['refused', 'cannot connect to HOST:1: the connection was refused', 'Is sshd running there'],
    ['silent', 'connecting to NET.250:22 took longer than 2 s', 'Is the host up'],
    ['nameless', 'cannot connect to no-such-host.invalid:22: the name', ''],
    [
      'stranger',
      'the host key of HOST is not known (ssh-ed25519 SHA256:',
      'run again with --accept-new-host-keys',
    ],
    ['stranger', '', 'ssh-keyscan -t ssh-ed25519 -p 22 HOST >> FOLDER/empty'],
    [
      'changed',
      'the host key of HOST has CHANGED. It is now ssh-ed25519 SHA256:',
      'Somebody may be listening in',
    ],
    ['changed', '(FOLDER/wrong:1)', "ssh-keygen -R 'HOST' -f 'FOLDER/wrong'"],
    ['locked', 'nobody may not log in to HOST:22 (tried KEY)', 'Try it: ssh -p 22 nobody@HOST'],
    [
      'keyless',
      'the private key FOLDER/site.yml cannot be used',
      'Name another private key, of OpenSSH or in PEM.',
    ],
  ])('%s: %s %s', (host, message, advice) => {
    const [said, ...more] = told(ran, host);
    expect(more).toEqual([]);
    for (const part of [`unreachable\n${host}: `, message, advice]) expect(said).toContain(filled(part));
  });

  function filled(text: string): string {
    const address = addressOf('h1');
    return text
      .replaceAll('HOST', address)
      .replaceAll('NET', address.replace(/\.\d+$/, ''))
      .replaceAll('FOLDER', folder)
      .replaceAll('KEY', lab().privateKey);
  }
});

it('--accept-new-host-keys adds the key of a stranger, and never replaces one that changed', async () => {
  const [address, other] = [addressOf('h1'), addressOf('h2')];
  const wrong = readFileSync(lab().knownHosts, 'utf8').split('\n')[1]?.replace(other, address) ?? '';
  const vars = {
    ansible_host: address,
    ansible_user: 'operator',
    ansible_ssh_private_key_file: lab().privateKey,
  };
  const hosts = { stranger: { known_hosts_file: 'new' }, changed: { known_hosts_file: 'wrong' } };
  const folder = program.folderWith({
    'site.yml': '- hosts: all\n  tasks:\n    - debug: hello\n',
    'inventory.yml': JSON.stringify({ all: { vars, hosts } }),
    wrong,
  });
  const accepting = await program.run(folder, ['apply', 'site.yml', '--accept-new-host-keys', '-o', 'json']);
  const counted = eventsOf(accepting).at(-1);
  expect(counted).toMatchObject({ hosts: { stranger: { ok: 1 }, changed: { unreachable: 1 } } });
  // Hashed or not, as the configuration of this machine has it.
  expect(readFileSync(`${folder}/new`, 'utf8')).toMatch(/^\S+ ssh-ed25519 \S+\n$/);
  const found = execFileSync('ssh-keygen', ['-F', address, '-f', `${folder}/new`], { encoding: 'utf8' });
  expect(found).toContain('found: line 1');
  expect(readFileSync(`${folder}/wrong`, 'utf8')).toBe(wrong);
  const known = await program.run(folder, ['apply', 'site.yml', '--limit', 'stranger']);
  expect(known).toMatchObject({ code: 0, stderr: '' });
});

describe('a host that refuses', () => {
  const sudoers = '/etc/sudoers.d/operator';

  it.each([
    {
      what: 'sudo that wants a password',
      before: `cp ${sudoers} /root/kept; echo 'operator ALL=(ALL:ALL) ALL' >${sudoers}`,
      after: `cp /root/kept ${sudoers}`,
      said: 'sudo on h1 wants a password for operator\nAllow it without one: operator ALL=(root) NOPASSWD: ALL',
    },
    {
      what: 'a user who is not in the sudoers file',
      before: `mv ${sudoers} /root/kept`,
      after: `mv /root/kept ${sudoers}`,
      said: 'sudo on h1 wants a password for operator',
    },
    {
      what: 'a user who may become somebody else only',
      before: `cp ${sudoers} /root/kept; echo 'operator ALL=(daemon) NOPASSWD: ALL' >${sudoers}`,
      after: `cp /root/kept ${sudoers}`,
      said: 'sudo on h1 wants a password for operator',
    },
    {
      what: 'no sudo',
      before: 'mv /usr/bin/sudo /root/',
      after: 'mv /root/sudo /usr/bin/',
      said: 'h1 has no sudo\nInstall sudo, or log in as root.',
    },
    {
      what: 'a host that is not Debian',
      before: 'mv /etc/os-release /usr/bin/apt-get /usr/bin/apt-cache /root/',
      after: 'mv /root/os-release /etc/; mv /root/apt-get /root/apt-cache /usr/bin/',
      said: 'this host has no apt',
    },
    {
      what: 'an unknown user to become',
      playbook: touch.replace('become: true', 'become: true\n  become_user: nobdy'),
      before: ':',
      after: ':',
      said: 'sudo on h1 knows no user nobdy\nCorrect become_user, or create the user first.',
    },
  ])('$what', async ({ playbook = touch, before, after, said }) => {
    await labRun(lab(), 'h1', before);
    const folder = program.folderWith({ 'site.yml': playbook });
    const words = ['site.yml', '-i', lab().inventory, '--limit', 'h1', '--output', 'json'];
    try {
      for (const verb of ['plan', 'apply']) {
        const ran = await program.run(folder, [verb, ...words]);
        expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 1, stderr: '' });
        expect(told(ran, 'h1')).toEqual([expect.stringContaining(`failed\n${said}`)]);
      }
      await expectUntouched();
    } finally {
      await labRun(lab(), 'h1', after);
    }
  });
});
