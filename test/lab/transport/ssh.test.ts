// The conformance suite on real hosts, as the login user, as root and as a service user; and a sudo that refuses.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, Identity } from '../../../src/connection.js';
import type { ConnectionSettings } from '../../../src/inventory/inventory.js';
import { RELEASES } from '../../../src/lab/index.js';
import { connectTo } from '../../../src/transport/index.js';
import { describeConnection } from '../../transport/conformance.js';
import { useLab } from '../hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const releases = process.env.HOSTS === 'all' ? RELEASES : (['trixie'] as const);
const lab = useLab(releases.map((release) => ({ name: release, release })));
const connector = connectTo({ acceptNewHostKeys: false });
const login: Identity = { kind: 'login' };
const root: Identity = { kind: 'become', user: 'root' };
afterAll(() => connector.close());

function connect(name: string, by = connector): Promise<Connection> {
  const host = lab().hosts.find((one) => one.name === name);
  if (!host) throw new Error(`no host ${name} in the lab`);
  const settings: ConnectionSettings = {
    host: name,
    connection: 'ssh',
    address: host.address,
    port: undefined,
    user: host.user,
    privateKeyFile: lab().privateKey,
    knownHostsFiles: [lab().knownHosts],
    jump: undefined,
    connectTimeout: undefined,
  };
  return by.connect(settings, new AbortController().signal);
}

describe.each(releases)('%s', (host) => {
  let connection: Connection;
  const asRoot = async (script: string) => {
    const { probes } = await connection.run(root, { steps: [], probes: [script] });
    expect(probes.map(({ code, stderr }) => [code, stderr.toString()])).toEqual([[0, '']]);
    return probes[0]?.stdout.toString() ?? '';
  };
  beforeAll(async () => {
    connection = await connect(host);
    await asRoot('useradd -m -s /usr/sbin/nologin keeper');
  });
  afterAll(() => connection.close());

  describeConnection('login', () => ({ connect: () => connect(host), identity: login, user: 'operator' }));
  describeConnection('root', () => ({ connect: () => connect(host), identity: root, user: 'root' }));
  describeConnection('service user', () => ({
    connect: () => connect(host),
    identity: { kind: 'become', user: 'keeper' },
    user: 'keeper',
  }));

  it('runs identities side by side, in one round trip, each with its own rights', async () => {
    const fresh = await connect(host);
    const both = await Promise.all(
      [login, root].map((identity) =>
        fresh.run(identity, { steps: [], probes: ['id -un; cat /etc/shadow | wc -l'] }),
      ),
    );
    const [own, other] = both.map((reply) => reply.probes[0]?.stdout.toString() ?? '');
    expect(own).toBe('operator\n0\n');
    expect(other).toMatch(/^root\n[1-9]/);
    expect(fresh.roundTrips).toBe(1);
    await fresh.close();
  });

  it('is reached where its sshd takes post-quantum key exchange alone, and so says one warning', async () => {
    const file = '/etc/ssh/sshd_config.d/00-post-quantum.conf';
    await asRoot(
      `echo 'KexAlgorithms sntrup761x25519-sha512@openssh.com' >${file}; systemctl reload ssh; sleep 1`,
    );
    const told: string[] = [];
    const own = connectTo({ acceptNewHostKeys: false, tell: (message) => told.push(message) });
    for (const _ of ['first', 'again']) {
      const opened = await connect(host, own);
      const { probes } = await opened.run(root, { steps: [], probes: ['id -un'] });
      expect(probes[0]?.stdout.toString()).toBe('root\n');
      await opened.close();
    }
    await own.close();
    await asRoot(`rm ${file}; systemctl reload ssh; sleep 1`);
    expect(told).toEqual([expect.stringContaining('the ssh of this machine connects instead')]);
  });

  it('shows scripts and inputs in no process list', async () => {
    const secret = 'c0ffee-s3cret';
    const steps = [{ script: `: ${secret}; cat >/dev/null; sleep 0.5`, input: Buffer.from(secret) }];
    const [, listed] = await Promise.all([
      connection.run(root, { steps, probes: [] }),
      connection.run(login, {
        steps: [],
        probes: ['sleep 0.2; cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "'],
      }),
    ]);
    expect(listed.probes[0]?.stdout.toString()).toContain('sleep 0.5');
    expect(listed.probes[0]?.stdout.toString()).not.toContain(secret);
  });

  describe('sudo that refuses', () => {
    const rules = '/etc/sudoers.d/zz-refusals';
    beforeAll(async () => {
      // The last rule that matches holds, and this file is read last.
      await asRoot(
        `printf '%s\\n' 'operator ALL=(games) PASSWD: ALL' 'operator ALL=(news) NOPASSWD: !ALL' >${rules}`,
      );
    });
    afterAll(() => asRoot(`rm ${rules}`));

    it.each([
      ['games', `sudo on ${host} wants a password for operator`, /NOPASSWD/],
      ['nosuchuser', `sudo on ${host} knows no user nosuchuser`, /create the user/],
      ['news', `sudo on ${host} does not allow operator to become news`, /NOPASSWD/],
    ])('says why: %s', async (user, message, advice) => {
      const trip = connection.run({ kind: 'become', user }, { steps: [], probes: ['true'] });
      await expect(trip).rejects.toMatchObject({
        name: 'BecomeRefused',
        message,
        advice: expect.stringMatching(advice),
      });
      expect((await connection.run(login, { steps: [], probes: ['true'] })).probes[0]?.code).toBe(0);
    });

    it('is not there', async () => {
      await asRoot('mv /usr/bin/sudo /usr/bin/sudo.away');
      const trip = connection.run({ kind: 'become', user: 'mail' }, { steps: [], probes: ['true'] });
      await expect(trip).rejects.toMatchObject({ name: 'BecomeRefused', message: `${host} has no sudo` });
      await asRoot('mv /usr/bin/sudo.away /usr/bin/sudo');
    });
  });
});
