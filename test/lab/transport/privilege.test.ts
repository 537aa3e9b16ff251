// Becoming somebody else on real hosts: sudo with a password, su, doas, rules for one user only, requiretty, login
// shells of other kinds, noise, and a home that cannot be written.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BecomeMethod, Connection, Identity } from '../../../src/connection.js';
import type { ConnectionSettings } from '../../../src/inventory/inventory.js';
import { labRun, RELEASES } from '../../../src/lab/index.js';
import { type Connector, connectTo } from '../../../src/transport/index.js';
import { describeConnection } from '../../transport/conformance.js';
import { useLab } from '../hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const releases = process.env.HOSTS === 'all' ? RELEASES : (['trixie'] as const);
const lab = useLab(releases.map((release) => ({ name: release, release })));
const right = 'sesame {{open}} $HOME';

describe.each(releases)('%s', (host) => {
  let connector: Connector;
  const connections: Connection[] = [];
  const asRoot = (script: string) => labRun(lab(), host, script);

  beforeAll(async () => {
    connector = connectTo({ acceptNewHostKeys: false });
    await asRoot(`
useradd -m -s /bin/bash ann && useradd -m -s /usr/sbin/nologin keeper
cp -r ~operator/.ssh ~ann/ && chown -R ann ~ann/.ssh
printf '%s\\n' 'ann:${right}' 'root:${right}' | chpasswd
echo 'ann ALL=(ALL) ALL' >/etc/sudoers.d/ann`);
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await connector.close();
  });

  async function connect(
    becomePassword?: string,
    connection: ConnectionSettings['connection'] = 'ssh',
    by = connector,
  ): Promise<Connection> {
    const settings: ConnectionSettings = {
      host,
      connection,
      address: lab().hosts.find(({ name }) => name === host)?.address ?? '',
      port: undefined,
      user: 'ann',
      privateKeyFile: lab().privateKey,
      knownHostsFiles: [lab().knownHosts],
      jump: undefined,
      connectTimeout: undefined,
      becomePassword,
    };
    const opened = await by.connect(settings, new AbortController().signal);
    connections.push(opened);
    return opened;
  }

  async function whoIs(connection: Connection, user: string, method?: BecomeMethod): Promise<string> {
    const identity: Identity = { kind: 'become', user, ...(method && { method }) };
    const { probes } = await connection.run(identity, { steps: [], probes: ['id -un'] });
    return probes[0]?.stdout.toString() ?? '';
  }

  describe.each(['sudo', 'su'] as const)('%s with a password', (method) => {
    describeConnection('root', () => ({
      connect: () => connect(right),
      identity: { kind: 'become', user: 'root', method },
      user: 'root',
    }));
  });

  it('never shows the password in a process list', async () => {
    const connection = await connect(right);
    const watch =
      'until [ -e /run/seen ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; done 2>/dev/null';
    const sampled = asRoot(
      `(${watch}) | tr '\\0' '\\n' | grep -a -e '^s[e]same' -e '^-S$' | sort -u; rm /run/seen`,
    );
    await sleep(200);
    await Promise.all([whoIs(connection, 'root'), whoIs(connection, 'root', 'su')]);
    await asRoot('touch /run/seen');
    expect((await sampled).stdout).toBe('-S\n');
    expect(readFileSync(`/proc/${process.pid}/cmdline`, 'utf8')).not.toContain('sesame');
  });

  it.each([
    ['sudo', `sudo on %h refused the password that was given for ann`],
    ['su', `su on %h refused the password that was given for root`],
  ] as const)('tries a wrong password once: %s', async (method, message) => {
    const password = `wrong for ${method}`;
    await asRoot('journalctl --rotate -q; journalctl --vacuum-time=1s -q');
    const connection = await connect(password);
    const refused = whoIs(connection, 'root', method);
    await expect(refused).rejects.toMatchObject({
      name: 'BecomeRefused',
      message: message.replace('%h', host),
    });
    await expect(whoIs(await connect(password), 'keeper', method)).rejects.toMatchObject({
      message: expect.stringContaining('refused the password'),
    });
    const { stdout } = await asRoot("journalctl -q -o cat | grep -c 'authentication failure;' || :");
    expect(stdout).toBe('1\n');
  });

  it('asks for a password that is not known', async () => {
    const connection = await connect();
    await expect(whoIs(connection, 'root')).rejects.toMatchObject({
      message: `sudo on ${host} wants a password for ann`,
    });
    await expect(whoIs(connection, 'root', 'su')).rejects.toMatchObject({
      message: `su on ${host} wants the password of root`,
    });
    await expect(whoIs(connection, 'root', 'doas')).rejects.toMatchObject({ message: `${host} has no doas` });
  });

  it('says of an account that PAM refuses that the login was refused, whichever client asks', async () => {
    await asRoot('usermod -e 1 ann');
    // A connector of its own: a refused login is remembered for some seconds.
    const own = connectTo({ acceptNewHostKeys: false });
    for (const client of ['builtin ssh', 'system ssh'] as const) {
      const refused = connect(undefined, client, own);
      await expect(refused).rejects.toMatchObject({
        message: expect.stringContaining('the other side closed the connection during the login'),
        advice: expect.stringContaining('chage -l ann'),
      });
    }
    await own.close();
    await asRoot("usermod -e '' ann");
  });

  it('says what su cannot do: a user without a login shell', async () => {
    await asRoot(`printf '%s\\n' 'keeper:${right}' | chpasswd`);
    await expect(whoIs(await connect(right), 'keeper', 'su')).rejects.toMatchObject({
      message: `su on ${host} cannot start a shell for keeper, whose login shell is none`,
      advice: expect.stringContaining('become_method: sudo'),
    });
  });

  it('follows a rule for one service user only', async () => {
    await asRoot("echo 'ann ALL=(keeper) NOPASSWD: ALL' >/etc/sudoers.d/ann");
    const connection = await connect(right);
    expect(await whoIs(connection, 'keeper')).toBe('keeper\n');
    await expect(whoIs(connection, 'root')).rejects.toMatchObject({
      message: `sudo on ${host} does not allow ann to become root`,
    });
    await asRoot("echo 'ann ALL=(ALL) ALL' >/etc/sudoers.d/ann");
  });

  it('names requiretty', async () => {
    await asRoot(
      "printf '%s\\n' 'Defaults:ann requiretty' 'ann ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ann",
    );
    await expect(whoIs(await connect(right), 'root')).rejects.toMatchObject({
      message: `sudo on ${host} wants a terminal (requiretty)`,
    });
    await asRoot("echo 'ann ALL=(ALL) ALL' >/etc/sudoers.d/ann");
  });

  it('is not misled by a noisy and slow start of the login shell, nor by a home that cannot be written', async () => {
    await asRoot(`cat >~ann/.bashrc <<'END'
echo 'Password: '; echo 'Password: ' >&2; sleep 1
END
mount --bind ~ann ~ann && mount -o remount,ro,bind ~ann`);
    const connection = await connect(right);
    expect([await whoIs(connection, 'root'), await whoIs(connection, 'root', 'su')]).toEqual([
      'root\n',
      'root\n',
    ]);
    await connection.close();
    await asRoot('umount ~ann; rm ~ann/.bashrc');
  });

  // The host's rules hand on all that they can: sudo without env_reset, doas with keepenv.
  it.each(['sudo', 'doas', 'su'] as const)(
    'hands no variable of the login to root that runs something else: %s',
    async (method) => {
      const evil = '/home/ann/evil';
      await asRoot(`printf '%s\\n' 'Defaults:ann !env_reset, !secure_path' 'ann ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ann
command -v doas >/dev/null || apt-get -q -y install opendoas >/dev/null 2>&1; echo 'permit nopass keepenv ann' >/etc/doas.conf
mkdir -p ${evil}/bin; printf '#!/bin/sh\\n: >/run/evil-ran\\n' | tee ${evil}/bin/ls ${evil}/bin/id >${evil}/start; chmod -R 755 ${evil}; rm -rf /run/evil-ran /run/made*
cat >~ann/.bashrc <<'END'
export BASH_ENV=${evil}/start ENV=${evil}/start CDPATH=${evil} PATH=${evil}/bin:$PATH LD_LIBRARY_PATH=${evil} LD_AUDIT=${evil}/no.so
export PERL5LIB=${evil} PERL5OPT=-w PYTHONPATH=${evil} NODE_OPTIONS=--no-warnings PS4='$(: >/run/evil-ran)' IFS=e GLOBIGNORE='*'
ls() { : >/run/evil-ran; }; export -f ls; umask 000
END`);
      // The host's rules do hand on what they can; su is started without any.
      const left = await asRoot(`runuser -u ann -- bash -c '. ~ann/.bashrc; ${method} env'`);
      if (method !== 'su') expect(left.stdout).toContain('NODE_OPTIONS=--no-warnings');
      const connection = await connect(right);
      const script = `umask; env; mkdir /run/made-folder; : >/run/made-file; bash -xc 'ls /run >/dev/null' 2>/dev/null; sh -c 'id -un'; cd bin 2>/dev/null && pwd
bash -c 'touch /run/made-by-bash'; word=ten; set -- $word; echo "$# words"`;
      const identity = { kind: 'become', user: 'root', method } as const;
      const { steps } = await connection.run(identity, { steps: [{ script }], probes: [] });
      const said = steps[0]?.stdout.toString() ?? '';
      expect(said).toMatch(/^0022\n/);
      expect(said).toMatch(/\nroot\n1 words\n$/);
      for (const name of [
        'ENV',
        'BASH_ENV',
        'CDPATH',
        'LD_',
        'PERL5',
        'PYTHON',
        'NODE_',
        'PS4',
        'GLOBIGNORE',
        'BASH_FUNC',
      ])
        expect(said).not.toContain(`\n${name}`);
      const { stdout } = await asRoot(
        'cd /run; ls -d evil-ran 2>&1; stat -c %a made-folder made-file made-by-bash',
      );
      expect(stdout).toMatch(/No such file or directory\n755\n644\n644\n$/);
      await asRoot("rm ~ann/.bashrc; echo 'ann ALL=(ALL) ALL' >/etc/sudoers.d/ann");
    },
  );

  describe.each(host === 'trixie' ? ['sudo-rs'] : [])('%s', () => {
    // Debian installs its su without the set-user-ID bit, so that it knows nobody's password.
    beforeAll(() =>
      asRoot(`apt-get -q -y install sudo-rs >/dev/null 2>&1 && chmod u+s /usr/lib/cargo/bin/su
for name in sudo su; do mv /usr/bin/$name /usr/bin/$name.kept; ln -s ../lib/cargo/bin/$name /usr/bin/$name; done`),
    );
    afterAll(() => asRoot('for name in sudo su; do mv /usr/bin/$name.kept /usr/bin/$name; done'));

    it.each([
      ['sudo', 'ann'],
      ['su', 'root'],
    ] as const)('its %s lets in with the password, and is given a wrong one once', async (method, whose) => {
      expect(await whoIs(await connect(right), 'root', method)).toBe('root\n');
      await asRoot('journalctl --rotate -q; journalctl --vacuum-time=1s -q');
      await expect(whoIs(await connect(`wrong for rs ${method}`), 'root', method)).rejects.toMatchObject({
        name: 'BecomeRefused',
        message: `${method} on ${host} refused the password that was given for ${whose}`,
      });
      const { stdout } = await asRoot("journalctl -q -o cat | grep -c 'authentication failure;' || :");
      expect(stdout).toBe('1\n');
    });

    it('says what is wrong', async () => {
      await expect(whoIs(await connect(), 'root')).rejects.toMatchObject({
        message: `sudo on ${host} wants a password for ann`,
      });
      await expect(whoIs(await connect(right), 'nobody-there')).rejects.toMatchObject({
        message: `sudo on ${host} knows no user nobody-there`,
      });
      await asRoot("echo 'ann ALL=(keeper) NOPASSWD: ALL' >/etc/sudoers.d/ann");
      const connection = await connect(right);
      expect(await whoIs(connection, 'keeper')).toBe('keeper\n');
      await expect(whoIs(connection, 'root')).rejects.toMatchObject({
        message: `sudo on ${host} does not allow ann to become root`,
      });
      await asRoot("echo 'ann ALL=(ALL) ALL' >/etc/sudoers.d/ann");
    });
  });
});
