// `hostwright remove --certificates revoke|delete` with certificates of a real authority: asked there, they are revoked; nothing
// renews them any more; and where the authority does not answer, the host stays as it was. `npm run test:long -- removal`.

import { beforeAll, describe, expect, it } from 'vitest';
import { differences, snapshot } from '../removal/left.js';
import { removeFrom } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress, startNode } from '../secure-websocket/seed.js';
import { domainOf, useAcmeLab } from './hosts.js';

const names = ['nginx13', 'apache12'] as const;
const { lab, acme, run } = useAcmeLab([
  { name: 'nginx13', release: 'trixie' },
  { name: 'apache12', release: 'bookworm' },
]);
const ownOf = (host: string) => `own.${domainOf(host)}`;

const serials = new Map<string, string>();
const live = (lineage: string) => `/etc/letsencrypt/live/${lineage}/cert.pem`;
const statusOf = (lineage: string) =>
  acme().sh(
    `curl -s --cacert /etc/pebble/ca.crt https://localhost:15000/cert-status-by-serial/${serials.get(lineage)}`,
  );
/** What certbot and its hooks know of it. */
const traces = (host: string, lineage: string) =>
  asRoot(lab(), host, `find /etc/letsencrypt -path '*${lineage}*' | sort`);

const revoking = ['--certificates', 'revoke'];

beforeAll(async () => {
  for (const name of names) {
    await startNode(lab(), name, 9945);
    await acme().point(ownOf(name), hostAddress(lab(), name));
  }
  const vars = (name: string) => ({
    endpoints: [{}, { name: 'own', domain: ownOf(name), wss_port: 8443, node_port: 9945 }],
  });
  const { code, text } = await run('apply', Object.fromEntries(names.map((name) => [name, vars(name)])));
  expect(code, text).toBe(0);
  for (const name of names)
    for (const lineage of [domainOf(name), ownOf(name)]) {
      const serial = await asRoot(lab(), name, `openssl x509 -noout -serial -in ${live(lineage)}`);
      serials.set(lineage, serial.trim().replace('serial=', '').toLowerCase());
      expect(await statusOf(lineage)).toContain('"Valid"');
    }
});

describe('an authority that cannot be reached', () => {
  it.each(names)('%s: is told by the plan, and the host stays as it was', async (name) => {
    const before = await snapshot(lab(), name);
    const way = `unreachable ${hostAddress(lab(), 'acme')}`;
    await asRoot(lab(), name, `ip route add ${way}`);
    for (const words of [['--plan'], ['--yes']]) {
      const { code, text } = await removeFrom(lab(), [name], ['own', ...words, ...revoking]);
      expect(code, text).toBe(1);
      expect(text).toContain(`could not revoke ${ownOf(name)}, so nothing is taken away`);
      expect(text).not.toContain('Traceback');
    }
    await asRoot(lab(), name, `ip route del ${way}`);
    expect(differences(before, await snapshot(lab(), name))).toEqual([]);
  });
});

describe('an authority that answers', () => {
  it.each(names)('%s: one of two is revoked there, and the other is not', async (name) => {
    const { code, text } = await removeFrom(lab(), [name], ['own', '--yes', ...revoking]);
    expect(code, text).toBe(0);
    expect(await statusOf(ownOf(name))).toContain('"Revoked"');
    expect(await statusOf(domainOf(name))).toContain('"Valid"');
    expect(await traces(name, ownOf(name))).toBe('');
    expect(
      await asRoot(lab(), name, 'certbot renew --dry-run --no-random-sleep-on-renew 2>&1 || :'),
    ).not.toContain(ownOf(name));
  });
});

describe('the last one', () => {
  it('nginx13: is deleted, and not revoked', async () => {
    const { code, text } = await removeFrom(lab(), ['nginx13'], ['--yes', '--certificates', 'delete']);
    expect(code, text).toBe(0);
    expect(await traces('nginx13', domainOf('nginx13'))).toBe('');
    expect(await statusOf(domainOf('nginx13'))).toContain('"Valid"');
  });

  it('apache12: is revoked', async () => {
    const { code, text } = await removeFrom(lab(), ['apache12'], ['--yes', ...revoking]);
    expect(code, text).toBe(0);
    expect(await statusOf(domainOf('apache12'))).toContain('"Revoked"');
    expect(await traces('apache12', domainOf('apache12'))).toBe('');
  });
});
