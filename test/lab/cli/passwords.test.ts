// Passwords on a real host: to log in, in each of sshd's two ways, and to become root; from the inventory, from a file of
// variables, and asked for. They are in no output and no process list.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { labRun } from '../../../src/lab/index.js';
import { encryptAge, makeIdentity } from '../../../src/secrets/age.js';
import { type Ran, useProgram } from '../../cli/hostwright.js';
import { whileSampling } from '../../cli/sampling.js';
import { answerAtTerminal } from '../../cli/terminal.js';
import { useLab } from '../hosts.js';

const program = useProgram();
const lab = useLab([{ name: 'h1', release: 'trixie' }]);
const password = `canary-${randomBytes(8).toString('hex')} $HOME`;
const me = await makeIdentity();

const onHost = (script: string) => labRun(lab(), 'h1', script);
// reset-failed: systemd starts a service no more than five times in ten seconds, and these tests may be quicker.
const useWay = (password: string, keyboard: string) =>
  onHost(`printf '%s\\n' 'PasswordAuthentication ${password}' 'KbdInteractiveAuthentication ${keyboard}' \\
    >/etc/ssh/sshd_config.d/a-password.conf && systemctl reset-failed ssh && systemctl restart ssh`);

beforeAll(async () => {
  await onHost(`useradd -m -s /bin/bash ann && echo 'ann:${password}' | chpasswd
echo 'ann ALL=(ALL) ALL' >/etc/sudoers.d/ann`);
  await useWay('yes', 'no');
});

const site = `
- hosts: all
  tasks:
    - { name: who, command: id -un, become: true, changed_when: false }
    - debug: { msg: "{{ default ansible_password 'none' }} {{ default ansible_become_password 'none' }}" }
`;

function project(hostVars: string, site: string, files: Readonly<Record<string, string>> = {}): string {
  const address = lab().hosts[0]?.address;
  return program.folderWith({
    'inventory.yml': `all:
  hosts:
    h1: { ansible_host: "${address}", ansible_user: ann, known_hosts_file: "${lab().knownHosts}", ${hostVars} }
`,
    'site.yml': site,
    id: `${me.identity}\n`,
    ...files,
  });
}

const words = ['apply', 'site.yml', '--identity', 'id', '--output', 'json'];
/** Without keys and configuration of whoever runs the test. */
const env = { HOME: '/nonexistent', SSH_AUTH_SOCK: '' };

async function apply(folder: string): Promise<Ran> {
  const { result, seen } = await whileSampling([password], program.run(folder, words, env));
  expect(seen).toEqual([]);
  expect(result.stdout + result.stderr).not.toContain('canary-');
  return result;
}

describe.each([
  ['password', 'yes', 'no'],
  ['keyboard-interactive', 'no', 'yes'],
] as const)('a login by %s', (_, byPassword, byKeyboard) => {
  beforeAll(() => useWay(byPassword, byKeyboard));

  it('with passwords of the inventory, and of an encrypted file that a play names', async () => {
    const sealed = await encryptAge(Buffer.from(`ansible_become_password: ${JSON.stringify(password)}\n`), {
      kind: 'recipients',
      recipients: [me.recipient],
    });
    const secretly = site.replace('  tasks:', '  vars_files: [secret.yml]\n  tasks:');
    const folder = project(`ansible_password: '${password}'`, secretly, { 'secret.yml': sealed });
    const { code, stdout, stderr } = await apply(folder);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('"stdout":"root\\n"');
  });

  it('that is wrong is tried once, and told', async () => {
    await onHost('journalctl --rotate -q; journalctl --vacuum-time=1s -q');
    const { code, stdout } = await apply(project('ansible_password: wrong', site));
    expect(code).toBe(4);
    expect(stdout).toContain('ann may not log in');
    expect(stdout).toContain('it was tried once and is not tried again on this host');
    const { stdout: failures } = await onHost(
      "journalctl -q -o cat | grep -c 'authentication failure;' || :",
    );
    expect(failures).toBe('1\n');
  });
});

it('asks once for each password, an empty answer being the same again', async () => {
  const folder = project('', site);
  const command = `${process.execPath} ${join(program.folder, 'dist/main.js')} apply site.yml -k -K -o lines`;
  const answers = { 'Password to log in:': password, 'empty: the same': '' };
  const shown = await answerAtTerminal({ command, cwd: folder, env, answers });
  expect(shown.match(/Password to/g)?.length).toBeGreaterThan(1);
});

it.each([
  ['password', 'yes', 'no'],
  ['keyboard-interactive', 'no', 'yes'],
] as const)('that has expired is to be renewed: %s', async (_, byPassword, byKeyboard) => {
  await useWay(byPassword, byKeyboard);
  await onHost('chage -d 0 ann');
  const { code, stdout } = await apply(project(`ansible_password: '${password}'`, site));
  expect(code).toBe(4);
  expect(stdout).toContain('Renew the password');
  await onHost('chage -d "$(date +%F)" ann');
});
