// doas on real hosts, which asks for a password at a terminal only; and login shells that are no sh, with start files
// that talk and take their time.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BecomeMethod, Connection, Identity } from '../../../src/connection.js';
import type { ConnectionSettings } from '../../../src/inventory/inventory.js';
import { labRun, RELEASES } from '../../../src/lab/index.js';
import { type Connector, connectTo } from '../../../src/transport/index.js';
import { describeConnection } from '../../transport/conformance.js';
import { useLab } from '../hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const releases = process.env.HOSTS === 'all' ? RELEASES : (['bookworm'] as const);
const lab = useLab(releases.map((release) => ({ name: release, release })));
const right = 'sesame {{open}} $HOME';

describe.each(releases)('%s', (host) => {
  let connector: Connector;
  const connections: Connection[] = [];
  const asRoot = (script: string) => labRun(lab(), host, script);

  beforeAll(async () => {
    connector = connectTo({ acceptNewHostKeys: false });
    const { code, stderr } = await asRoot(`
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y opendoas fish tcsh >/dev/null 2>&1 || exit 1
useradd -m -s /usr/sbin/nologin keeper
for user in ann:/bin/bash finn:/usr/bin/fish carl:/bin/tcsh; do
  useradd -m -s \${user#*:} \${user%:*}
  cp -r ~operator/.ssh /home/\${user%:*}/ && chown -R \${user%:*} /home/\${user%:*}/.ssh
  printf '%s\\n' "\${user%:*}:${right.replaceAll('$', '\\$')}"
done | chpasswd
printf '%s\\n' 'root:${right}' | chpasswd
printf '%s\\n' 'permit nopass ann as games' 'permit ann' 'permit finn' 'permit carl' >/etc/doas.conf
printf '%s ALL=(ALL) ALL\\n' finn carl >/etc/sudoers.d/terminal`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await connector.close();
  });

  async function connect(user: string, becomePassword?: string): Promise<Connection> {
    const settings: ConnectionSettings = {
      host,
      connection: 'ssh',
      address: lab().hosts.find(({ name }) => name === host)?.address ?? '',
      port: undefined,
      user,
      privateKeyFile: lab().privateKey,
      knownHostsFiles: [lab().knownHosts],
      jump: undefined,
      connectTimeout: undefined,
      becomePassword,
    };
    const connection = await connector.connect(settings, new AbortController().signal);
    connections.push(connection);
    return connection;
  }

  async function whoIs(connection: Connection, user: string, method?: BecomeMethod): Promise<string> {
    const identity: Identity = { kind: 'become', user, ...(method && { method }) };
    const { probes } = await connection.run(identity, { steps: [], probes: ['id -un'] });
    return probes[0]?.stdout.toString() ?? '';
  }

  describe('doas with a password', () => {
    const method = 'doas';
    // The older of the two is enough: it is the same doas, behind another script.
    if (host === 'bookworm') {
      describeConnection('root', () => ({
        connect: () => connect('ann', right),
        identity: { kind: 'become', user: 'root', method },
        user: 'root',
      }));
    }

    it('gives none where none is asked for', async () => {
      const connection = await connect('ann', right);
      expect(await whoIs(connection, 'root', method)).toBe('root\n');
      expect(await whoIs(connection, 'games', method)).toBe('games\n');
      expect(await whoIs(connection, 'keeper', method)).toBe('keeper\n');
    });

    it('leaves alone what a step has started when the connection ends', async () => {
      const connection = await connect('ann', right);
      const start = 'sleep 71.77 </dev/null >/dev/null 2>&1 & echo started';
      const identity: Identity = { kind: 'become', user: 'root', method };
      const { probes } = await connection.run(identity, { steps: [], probes: [start, 'tty || :'] });
      expect(probes.map(({ stdout }) => stdout.toString())).toEqual(['started\n', 'not a tty\n']);
      await connection.close();
      await sleep(500);
      expect((await asRoot('pkill -f "sleep 7[1].77" && echo was there')).stdout).toBe('was there\n');
    });
  });

  it('never shows the password in a process list', async () => {
    const connection = await connect('ann', right);
    const watch =
      'until [ -e /run/seen ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; done 2>/dev/null';
    const sampled = asRoot(`(${watch}) | tr '\\0' '\\n' | grep -a -c -e '^s[e]same'; rm /run/seen`);
    await sleep(200);
    expect(await whoIs(connection, 'root', 'doas')).toBe('root\n');
    await asRoot('touch /run/seen');
    expect((await sampled).stdout).toBe('0\n');
  });

  it.each([
    [
      'doas',
      undefined,
      `doas on ${host} wants a password for ann`,
      /permit nopass ann as root.*--ask-become-pass/,
    ],
    ['doas', 'wrong for doas', `doas on ${host} refused the password that was given for ann`, /tried once/],
  ] as const)('%s is told the password %j once', async (method, password, message, advice) => {
    await asRoot('journalctl --rotate -q; journalctl --vacuum-time=1s -q');
    const connection = await connect('ann', password);
    const refused = { name: 'BecomeRefused', message, advice: expect.stringMatching(advice) };
    await expect(whoIs(connection, 'root', method)).rejects.toMatchObject(refused);
    const { stdout } = await asRoot("journalctl -q -o cat | grep -c 'authentication failure;' || :");
    expect(stdout).toBe(password === undefined ? '0\n' : '1\n');
  });

  it('says what doas does not allow, and what a host without the program script lacks', async () => {
    await asRoot("echo 'permit nopass ann as games' >/etc/doas.conf");
    await expect(whoIs(await connect('ann', right), 'root', 'doas')).rejects.toMatchObject({
      message: `doas on ${host} does not allow ann to become root`,
    });
    await asRoot("echo 'permit ann' >/etc/doas.conf; mv /usr/bin/script /usr/bin/script.away");
    await expect(whoIs(await connect('ann', right), 'root', 'doas')).rejects.toMatchObject({
      message: `doas on ${host} wants a terminal, and the host has no program named script, which makes one`,
    });
    await asRoot(
      "printf '%s\\n' 'permit ann' 'permit finn' 'permit carl' >/etc/doas.conf; mv /usr/bin/script.away /usr/bin/script",
    );
  });

  describe.each([
    ['finn', '.config/fish/config.fish', "echo 'Password: '; echo 'Password: ' >&2; sleep 0.3"],
    ['carl', '.tcshrc', "echo 'Password: '; sh -c \"echo 'Password: ' >&2\"; sleep 0.3"],
  ])('%s, whose start file (%s) talks and takes its time', (user, file, noise) => {
    beforeAll(async () => {
      const path = `/home/${user}/${file}`;
      await asRoot(
        `mkdir -p "$(dirname ${path})"; cat >${path} <<'END'\n${noise}\nEND\nchown -R ${user} /home/${user}`,
      );
    });

    it.each([undefined, 'sudo', 'su', 'doas'] as const)('gets there by %s', async (method) => {
      const identity: Identity = method ? { kind: 'become', user: 'root', method } : { kind: 'login' };
      const connection = await connect(user, right);
      const input = Buffer.from('\0\x03\x04 "!\\\n\r\n');
      const trip = { steps: [{ script: 'cat', input }], probes: ['id -un; echo "$HOME" >&2'] };
      const { steps, probes } = await connection.run(identity, trip);
      expect(steps[0]?.stdout).toEqual(input);
      const [who, home] = method ? ['root', '/root'] : [user, `/home/${user}`];
      expect([probes[0]?.stdout.toString(), probes[0]?.stderr.toString()]).toEqual([`${who}\n`, `${home}\n`]);
    });
  });
});
