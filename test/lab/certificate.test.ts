// self_signed_certificate where it needs a real host: what nobody may see while it is made, what a client accepts, and
// what is left when something goes wrong. The rest is in test/lab/laws/self_signed_certificate.ts.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { checkServerIdentity as checkIdentity, connect, createServer, type PeerCertificate } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { RELEASES } from '../../src/lab/index.js';
import { useDriven } from './driven.js';
import { useLab } from './hosts.js';

/** One release guards every change; the other: npm run test:long -- releases. */
const releases = process.env.HOSTS === 'all' ? RELEASES : (['trixie'] as const);
const lab = useLab(releases.map((release) => ({ name: release, release })));
const [path, key_path] = ['/etc/ssl/certs/lab.crt', '/etc/ssl/private/lab.key'];
const wanted = { path, key_path, names: ['lab.test', '198.18.0.11', '::1'] };

describe.each(releases)('%s', (name) => {
  const host = useDriven(lab, name);
  const make = (more = {}) => host.apply('self_signed_certificate', { ...wanted, ...more });
  const both = () =>
    host.sh(`cat ${path} ${key_path}; ls -A /etc/ssl/certs /etc/ssl/private | grep -e lab -e hostwright`);

  it.each(['ecdsa-p256', 'ecdsa-p384', 'rsa2048', 'rsa3072'])(
    '%s: a client that trusts it connects',
    async (key_type) => {
      expect(await make({ key_type })).toMatchObject({ code: 0, after: null });
      const [cert, key] = [await host.sh(`cat ${path}`), await host.sh(`cat ${key_path}`)];
      for (const servername of ['lab.test', '198.18.0.11', '::1']) {
        expect(await handshake(cert, key, servername), servername).toBe('authorized');
      }
      expect(await handshake(cert, key, 'other.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    },
  );

  it('nobody may ever read the key who may not in the end', async () => {
    // Everything that holds a private key beside the certificate or the key is looked at as often as possible.
    await host.sh(`cat >/tmp/watch <<'watch'
while :; do
  for file in /etc/ssl/private/lab.key* /etc/ssl/private/.hostwright* /etc/ssl/certs/.hostwright*; do
    [ ! -e "$file" ] || ! grep -qs 'PRIVATE KEY' "$file" || stat -c '%a %U:%G' "$file" 2>/dev/null
  done
done >/tmp/modes
watch
chmod 0755 /etc/ssl/private; getent group ssl-cert >/dev/null || groupadd --system ssl-cert
sh /tmp/watch >/dev/null 2>&1 & sleep 0.2`);
    for (const names of ['a.test', 'b.test', 'c.test']) {
      expect(await make({ names, key_type: 'rsa2048', key_mode: '0640', group: 'ssl-cert' })).toMatchObject({
        code: 0,
      });
    }
    await host.sh('sleep 0.2; pkill -f /tmp/watch; chmod 0700 /etc/ssl/private');
    const seen = (await host.sh('sort -u /tmp/modes; rm /tmp/watch /tmp/modes')).trim().split('\n');
    expect(seen).toContain('640 root:ssl-cert');
    expect(['600 root:root', '600 root:ssl-cert', '640 root:ssl-cert']).toEqual(expect.arrayContaining(seen));
  });

  it('a renewal keeps the group that somebody gave the key', async () => {
    await make({ key_mode: '0640' });
    await host.sh(`chown root:operator ${key_path}`);
    expect(await make({ names: 'new.test', key_mode: '0640' })).toMatchObject({ code: 0, after: null });
    expect(await host.sh(`stat -c '%a %U:%G' ${key_path}`)).toBe('640 root:operator\n');
  });

  it('is renewed when the clock says so, with a new key', async () => {
    await make({ days: 31, renew_before: 30 });
    expect(await host.plan('self_signed_certificate', { ...wanted, renew_before: 30 })).toBeNull();
    const before = await both();
    const { verdict, after } = await make({ renew_before: 32 });
    expect((verdict as Change).fields).toEqual([{ name: 'days', from: 31, to: 365 }]);
    expect(after).toBeNull();
    expect(await both()).not.toBe(before);
  });

  it.each([
    ['openssl fails', 'mount --bind /bin/false /usr/bin/openssl', 'umount /usr/bin/openssl'],
    [
      'the certificate cannot take its place',
      `chattr +i ${path} 2>/dev/null || mount --bind ${path} ${path}`,
      `chattr -i ${path} 2>/dev/null; umount ${path} 2>/dev/null || :`,
    ],
  ])('where %s, the old key and certificate stay, and nothing else', async (_, spoil, repair) => {
    await make();
    const before = await both();
    const verdict = await host.plan('self_signed_certificate', { ...wanted, names: 'other.test' });
    expect(verdict?.kind).toBe('change');
    await host.sh(spoil);
    const { code, stderr } = await host.act(verdict);
    await host.sh(repair);
    expect(code).toBe(1);
    expect(stderr).toContain('could not make the certificate');
    expect(await both()).toBe(before);
  });

  it('a host that dies between the two renames is repaired', async () => {
    await make();
    await host.sh(`openssl ecparam -name prime256v1 -genkey -noout -out ${key_path}`);
    const { verdict, after } = await make();
    expect((verdict as Change).fields).toEqual([
      { name: 'key_path', from: 'the key of another certificate', to: key_path },
    ]);
    expect(after).toBeNull();
  });

  it('asks for openssl where there is none', async () => {
    await host.sh('mv /usr/bin/openssl /usr/bin/hidden');
    const verdict = await host.plan('self_signed_certificate', wanted);
    await host.sh('mv /usr/bin/hidden /usr/bin/openssl');
    expect(verdict).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('install the package openssl'),
    });
  });
});

/** A TLS handshake on this machine: what a client says that trusts exactly this certificate and wants this name. */
async function handshake(cert: string, key: string, name: string): Promise<string> {
  const server = createServer({ cert, key }, (socket) => socket.on('error', () => undefined));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const checkServerIdentity = (_: string, certificate: PeerCertificate) => checkIdentity(name, certificate);
  const client = connect({ host: '127.0.0.1', port, ca: cert, checkServerIdentity });
  try {
    await once(client, 'secureConnect');
    return 'authorized';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    client.destroy();
    server.close();
  }
}
