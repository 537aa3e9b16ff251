// Real sshds that the built-in client cannot log in to, and those that punish: OpenSSH 9.2 and 10.0, in every verb.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureImage } from '../../../src/lab/image.js';
import { labRun } from '../../../src/lab/index.js';
import { eventsOf, type Ran, useProgram } from '../../cli/hostwright.js';
import { generateKey, publicKey } from '../../transport/sshd.js';
import { useLab } from '../hosts.js';
import { destination, emptyFolder, nobody } from '../setup/hosts.js';

const releases = ['trixie', 'bookworm'] as const;
const lab = useLab(releases.map((release) => ({ name: release, release })));
const program = useProgram();
const warning = 'the ssh of this machine connects instead';

const root = async (host: string, script: string) => {
  const { code, stdout, stderr } = await labRun(lab(), host, script);
  expect(code, stdout + stderr).toBe(0);
  return stdout;
};
const restart =
  'systemctl reset-failed ssh; systemctl restart ssh; until ss -Hltn sport = 22 | grep -q .; do sleep 0.1; done';
/** The first one of a name holds, so these go before the lab's own. */
const sshd = (host: string, ...lines: readonly string[]) =>
  root(
    host,
    `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >/etc/ssh/sshd_config.d/00-odd.conf; ${restart}`,
  );
afterEach(() =>
  Promise.all(releases.map((host) => root(host, `rm -f /etc/ssh/sshd_config.d/00-odd.conf; ${restart}`))),
);

/** A folder with an inventory of one host, or of many names for it. */
function folderFor(host: string, own: object = {}, names: readonly string[] = ['h1']) {
  const { address = '' } = lab().hosts.find(({ name }) => name === host) ?? {};
  const vars = {
    ansible_host: address,
    ansible_user: 'operator',
    ansible_ssh_private_key_file: lab().privateKey,
    known_hosts_file: lab().knownHosts,
    ...own,
  };
  const hosts = Object.fromEntries(names.map((name) => [name, {}]));
  return program.folderWith({ 'inventory.yml': JSON.stringify({ all: { vars, hosts } }) });
}
const exec = (folder: string, ...words: readonly string[]) =>
  program.run(folder, ['exec', '-i', 'inventory.yml', 'all', '-b', '-a', 'id -un', ...words], nobody);
const expectIn = ({ code, stdout, stderr }: Ran, times = 1) => {
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('root');
  expect((stdout + stderr).split(warning)).toHaveLength(times + 1);
};

const kinds = [
  ['post-quantum', ['KexAlgorithms sntrup761x25519-sha512@openssh.com']],
  ['umac', ['Ciphers aes256-ctr', 'MACs umac-128-etm@openssh.com']],
] as const;

describe.each(releases)('%s', (host) => {
  describe.each(kinds)('%s alone', (_, lines) => {
    it('exec, plan, apply, whose connection is cut on the way, and setup on an unknown host', async () => {
      await root(host, 'rm -f /srv/odd /srv/odder /srv/cut');
      await sshd(host, ...lines);
      const folder = folderFor(host);
      expectIn(await exec(folder));
      expectIn(await exec(folder, '-e', 'ssh_client=system'), 0);
      const refused = await exec(folder, '-e', 'ssh_client=builtin');
      expect(refused.code).toBe(4);
      expect(refused.stdout).toContain('leave ssh_client: builtin out');
      const cut = 'pgrep -f "sshd.*operator" | xargs -r kill -9';
      const tasks = [
        { copy: { content: 'x\n', dest: '/srv/odd' } },
        {
          shell: {
            cmd: `touch /srv/cut; setsid sh -c 'sleep 1; ${cut}' >/dev/null 2>&1 &`,
            creates: '/srv/cut',
          },
        },
        { pause: { seconds: 3 } },
        { copy: { content: 'y\n', dest: '/srv/odder' } },
      ];
      writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'all', become: true, tasks }]));
      const plan = await program.run(folder, ['plan', 'site.yml', '-i', 'inventory.yml'], nobody);
      expect(plan.code, plan.stdout).toBe(2);
      const apply = await program.run(folder, ['apply', 'site.yml', '-i', 'inventory.yml'], nobody);
      expect(apply.code, apply.stdout).toBe(0);
      expect(apply.stdout.replace(/\s+/g, ' ')).toContain('(the other side closed it); connecting again');
      expect(apply.stdout.replace(/\s+/g, ' ').split(warning)).toHaveLength(2);
      const new_hosts = join(folder, 'new_hosts');
      const empty = emptyFolder(program, lab(), { known_hosts_file: new_hosts });
      const setup = (...words: readonly string[]) =>
        program.run(empty, ['setup', '--yes', '--plan', destination(lab(), host), ...words], nobody);
      const strange = await setup();
      expect(strange.code, strange.stdout).toBe(4);
      expect(strange.stdout + strange.stderr).toMatch(/is not known\s+\(ssh-ed25519\s+SHA256:/);
      const taken = await setup('--accept-new-host-keys');
      expect(taken.code, taken.stdout + taken.stderr).toBe(2);
      expect(readFileSync(new_hosts, 'utf8')).toContain(readFileSync(lab().knownHosts, 'utf8').split(' ')[1]);
    });
  });

  it.each([
    ['password', ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no']],
    ['PAM', ['PasswordAuthentication no', 'KbdInteractiveAuthentication yes', 'UsePAM yes']],
  ])('post-quantum and a password alone: %s', async (_, lines) => {
    const [{ 1: postQuantum }] = kinds;
    const before = (
      await root(host, 'getent shadow operator | cut -d: -f2; echo operator:sesame | chpasswd')
    ).trim();
    await sshd(host, ...postQuantum, 'PubkeyAuthentication no', ...lines);
    const failures = async () =>
      Number(
        await root(
          host,
          'journalctl -q -o cat -u ssh | grep -cE "Failed password|PAM: Authentication failure" || :',
        ),
      );
    expectIn(await exec(folderFor(host, { ansible_password: 'sesame' })));
    expectIn(await exec(folderFor(host, { ansible_password: 'sesame', ssh_client: 'system' })), 0);
    const sofar = await failures();
    const wrong = await exec(folderFor(host, { ansible_password: 'wrong' }));
    expect(wrong.code).toBe(4);
    expect(wrong.stdout.replace(/\s+/g, ' ')).toContain('the password that was given was refused');
    expect((await failures()) - sofar).toBe(1);
    await root(host, `usermod -p '${before}' operator`);
  });

  it('certificates alone', async () => {
    const folder = folderFor(host, { known_hosts_file: 'known' });
    generateKey(join(folder, 'authority'));
    const keys = '/etc/ssh/ssh_host_ed25519_key';
    await root(
      host,
      `cat >/root/authority <<'END'\n${readFileSync(join(folder, 'authority'), 'utf8')}END
chmod 600 /root/authority; ssh-keygen -q -s /root/authority -I x -h -n "$(hostname -I | tr -d ' ')" ${keys}.pub; rm /root/authority`,
    );
    await sshd(
      host,
      `HostCertificate ${keys}-cert.pub`,
      'HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com',
    );
    writeFileSync(join(folder, 'known'), `@cert-authority * ${publicKey(join(folder, 'authority'))}\n`);
    expectIn(await exec(folder));
    generateKey(join(folder, 'other'));
    writeFileSync(join(folder, 'known'), `@cert-authority * ${publicKey(join(folder, 'other'))}\n`);
    const refused = await exec(folder, '--accept-new-host-keys');
    expect(refused.code).toBe(4);
    expect(refused.stdout).toContain('has to be certified');
  });

  it('an upload larger than RekeyLimit arrives, by both clients', async () => {
    await sshd(host, 'RekeyLimit 16M none');
    const folder = folderFor(host);
    writeFileSync(join(folder, 'big.bin'), randomBytes(25_000_000));
    const copy = { copy: { src: 'big.bin', dest: '/root/big.bin', mode: '0600' } };
    writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'all', become: true, tasks: [copy] }]));
    for (const client of ['builtin', 'system']) {
      await root(host, 'rm -f /root/big.bin');
      const words = ['apply', 'site.yml', '-i', 'inventory.yml', '-e', `ssh_client=${client}`];
      const apply = await program.run(folder, words, nobody);
      expect(apply.code, apply.stdout).toBe(0);
      expect(apply.stdout).not.toContain('connecting again');
    }
  });
});

describe('mlkem alone', () => {
  let newer: NodeJS.ProcessEnv;
  /** The ssh of trixie, with its own libraries. */
  beforeAll(async () => {
    const image = await ensureImage('trixie', () => undefined);
    const bin = join(program.folderWith({}), 'bin');
    mkdirSync(bin);
    const ssh = `#!/bin/sh\nexec ${image}/lib64/ld-linux-x86-64.so.2 --library-path ${image}/usr/lib/x86_64-linux-gnu ${image}/usr/bin/ssh "$@"\n`;
    writeFileSync(join(bin, 'ssh'), ssh, { mode: 0o755 });
    newer = { ...nobody, PATH: `${bin}${delimiter}${process.env.PATH}` };
  });

  it('is named where this machine is older, and reached where it is not', async () => {
    await sshd('trixie', 'KexAlgorithms mlkem768x25519-sha256');
    const folder = folderFor('trixie');
    const words = ['exec', '-i', 'inventory.yml', 'all', '-b', '-a', 'id -un'];
    const old = await exec(folder);
    expect(old.code).toBe(4);
    expect(old.stdout.replace(/\s+/g, ' ')).toContain('that its sshd offers (mlkem768x25519-sha256)');
    expect(old.stdout).toContain('Update OpenSSH on this machine');
    expectIn(await program.run(folder, words, newer));
  });
});

describe('PerSourcePenalties', () => {
  const log = () => root('trixie', 'journalctl -q -o cat -u ssh --since -2min');
  beforeAll(() => root('trixie', `sed -i /PerSourcePenalties/d /etc/ssh/sshd_config.d/lab.conf; ${restart}`));

  it('twenty names of one host with a wrong key cost one refusal', async () => {
    await sshd('trixie', 'LogLevel VERBOSE');
    const names = Array.from({ length: 20 }, (_, index) => `h${index}`);
    const folder = folderFor('trixie', { ansible_ssh_private_key_file: 'wrong' }, names);
    generateKey(join(folder, 'wrong'));
    const { code, stdout } = await exec(folder);
    expect(code).toBe(4);
    expect(stdout.split('may not log in')).toHaveLength(21);
    const said = await log();
    expect(said.split('deferred penalty of 5 seconds')).toHaveLength(2);
    expect(said).not.toContain('activating');
  });

  it('a penalty is named, waited for, and made no longer', async () => {
    await sshd('trixie', 'PerSourcePenalties authfail:20 min:15', 'LogLevel VERBOSE');
    const wrong = folderFor('trixie', { ansible_ssh_private_key_file: 'wrong' });
    generateKey(join(wrong, 'wrong'));
    expect((await exec(wrong)).code).toBe(4);
    await sleep(500);
    const began = performance.now();
    const { code, stdout, stderr } = await exec(folderFor('trixie'));
    expect(code, stdout + stderr).toBe(0);
    expect((stdout + stderr).replace(/\s+/g, ' ')).toContain(
      '(PerSourcePenalties); asking again for 2 minutes',
    );
    expect(performance.now() - began).toBeGreaterThan(10_000);
    expect((await log()).split(/activating|active penalty of 20 seconds/)).toHaveLength(2);
  });

  it('who waits for a login that is refused until it is made gets no penalty', async () => {
    await sshd('trixie', 'LogLevel VERBOSE');
    const folder = folderFor('trixie', { ansible_ssh_private_key_file: 'late' });
    generateKey(join(folder, 'late'));
    const tasks = [{ wait_for_connection: { timeout: 90 } }];
    writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]));
    const words = ['apply', 'site.yml', '-i', 'inventory.yml', '-o', 'json'];
    const applying = program.run(folder, words, nobody);
    await sleep(25_000);
    const key = readFileSync(join(folder, 'late.pub'), 'utf8').trim();
    await root('trixie', `echo '${key}' >>~operator/.ssh/authorized_keys`);
    const ran = await applying;
    expect(ran.code, ran.stdout).toBe(0);
    expect(eventsOf(ran).at(-1)).toMatchObject({ type: 'recap' });
    expect(await log()).not.toContain('activating');
  });
});
