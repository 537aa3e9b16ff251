// Certificates of several endpoints on one host: one that two names share, one of its own, and a path that has its site's.
// From a bare host in one run, with both proxies. `npm run test:long -- several-endpoints`.

import { beforeAll, describe, expect, it } from 'vitest';
import { asRoot, hostAddress, startNode } from '../secure-websocket/seed.js';
import { domainOf, useAcmeLab } from './hosts.js';

const names = ['nginx13', 'apache12'] as const;
const { lab, acme, run } = useAcmeLab([
  { name: 'nginx13', release: 'trixie' },
  { name: 'apache12', release: 'bookworm' },
]);

const nameOf = (host: string, label: string) => `${label}.${domainOf(host)}`;
const shared = (host: string) => ({
  certificate_name: 'shared',
  certificate_names: [domainOf(host), nameOf(host, 'a')],
});
const listOf = (host: string) => [
  shared(host),
  { name: 'kusama', wss_path: '/kusama', node_port: 9945, ...shared(host) },
  { name: 'a', domain: nameOf(host, 'a'), node_port: 9945, ...shared(host) },
  { name: 'own', domain: nameOf(host, 'own'), wss_port: 8443 },
];
const hosts = () => Object.fromEntries(names.map((name) => [name, { endpoints: listOf(name) }]));

beforeAll(async () => {
  for (const name of names) {
    await startNode(lab(), name, 9945);
    for (const label of ['a', 'own']) await acme().point(nameOf(name, label), hostAddress(lab(), name));
  }
});

describe('four endpoints with two issued certificates', () => {
  it('are there after one run, and nothing is left to do', async () => {
    const { code, text } = await run('apply', hosts());
    expect(code, text).toBe(0);
    const again = await run('apply', hosts());
    expect(again.code, again.text).toBe(0);
    for (const name of names) expect(again.hosts[name], again.text).toMatchObject({ changed: 0, failed: 0 });
  });

  it.each(names)('%s has one lineage for each certificate', async (name) => {
    const lineages = await asRoot(lab(), name, 'ls /etc/letsencrypt/live | grep -v README');
    expect(lineages.trim().split('\n')).toEqual([nameOf(name, 'own'), 'shared']);
  });

  it('would be renewed, and are compared on their hosts', async () => {
    const rehearsal = await run('apply', hosts(), 'rehearse-renewal');
    expect(rehearsal.code, rehearsal.text).toBe(0);
    const verified = await run('verify', hosts(), 'secure-websocket', ['--log-in']);
    expect(verified.code, verified.text).toBe(0);
    const compared = verified.text.split('\n').filter((line) => line.includes('"check":"on_host"'));
    expect(compared).toHaveLength(2 * names.length * 2);
    for (const line of compared) expect(line).toContain('"status":"passed"');
  });
});
