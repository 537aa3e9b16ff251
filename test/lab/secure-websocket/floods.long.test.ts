// What one client can take of an endpoint, in figures: each proxy on each release, without a firewall and with one, by IPv4
// and from many addresses of one IPv6 /64, and what `verify --intrusive` says of it.

import { describe, expect, it } from 'vitest';
import type { VerifyEvent } from '../../../src/verify_event.js';
import { useLab } from '../hosts.js';
import { sleep } from './client.js';
import { addressesIn, answeredFrom, beginMany, ipv6Of, postFrom, secondAddress } from './flood.js';
import { type HostVariables, secureWebsocket } from './hostwright.js';
import { asRoot, hostAddress } from './seed.js';

const lab = useLab([
  { name: 'nginx12', release: 'bookworm' },
  { name: 'apache12', release: 'bookworm' },
  { name: 'nginx13', release: 'trixie' },
  { name: 'apache13', release: 'trixie' },
]);
const names = ['nginx12', 'apache12', 'nginx13', 'apache13'] as const;
const all = (more: object): HostVariables =>
  Object.fromEntries(
    names.map((name) => [name, { proxy: name.startsWith('nginx') ? 'nginx' : 'apache2', ...more }]),
  );
const controllerOf = (name: string) => hostAddress(lab(), name).replace(/\.\d+$/, '.1');

describe.each([
  ['none', 1700],
  ['ufw', 75],
] as const)('firewall: %s', (firewall, letIn) => {
  it('is applied, and settles', async () => {
    for (const changed of [true, false]) {
      const { code, text, hosts } = await secureWebsocket('apply', lab(), all({ firewall }));
      expect(code, text).toBe(0);
      for (const name of names) expect((hosts[name]?.changed ?? 0) > 0, name).toBe(changed);
    }
  });

  it.each(names)('%s: 1,700 connections of one address that never end a request', async (name) => {
    const address = hostAddress(lab(), name);
    const flood = await beginMany(address, 1700, [secondAddress(lab())]);
    for (let index = 0; index < 5; index += 1) expect(await postFrom(address, controllerOf(name))).toBe(200);
    await sleep(11_000);
    console.info(`${name}, firewall ${firewall}: ${JSON.stringify(flood.counts)}`);
    // mod_qos cuts those beyond 50 at once, which makes room for others to be let in and cut.
    if (name.startsWith('nginx')) expect(flood.counts.opened).toBe(letIn);
    expect(flood.counts.cut).toBe(flood.counts.opened);
    flood.end();
  });

  it.each(names)('%s: 300 connections from three addresses of one /64', async (name) => {
    const address = ipv6Of(lab(), name);
    const [stranger = ''] = addressesIn(lab(), 2, 1);
    const flood = await beginMany(address, 300, addressesIn(lab(), 1, 3));
    console.info(`${name}, firewall ${firewall}, one /64: ${JSON.stringify(flood.counts)}`);
    expect(await postFrom(address, stranger)).toBe(200);
    const cap = name.startsWith('nginx') ? 75 : 50;
    if (firewall === 'ufw') expect(flood.counts).toMatchObject({ opened: cap, refused: 300 - cap });
    flood.end();
    await sleep(1000);
  });

  it.each(names)('%s: requests from six addresses of one /64', async (name) => {
    const [{ answered, seconds }, other] = await Promise.all([
      answeredFrom(ipv6Of(lab(), name), addressesIn(lab(), 1, 6), 45),
      answeredFrom(ipv6Of(lab(), name), addressesIn(lab(), 2, 1), 20),
    ]);
    console.info(`${name}, firewall ${firewall}: ${answered} of 270 in ${seconds.toFixed(1)} s`);
    expect(other.answered).toBe(20);
    // nginx: a burst of 40 and 20 a second; mod_qos: 40 in each period of one to two seconds.
    expect(answered).toBeLessThan(45 + 40 * (seconds + 1));
    await sleep(3000);
  });

  it('is what verify --intrusive says, within 40 seconds', async () => {
    // The kernel chooses from which of them it connects.
    for (const network of [1, 2]) addressesIn(lab(), network, 2);
    // --yes: the inventory knows the hosts by their IPv4 addresses.
    const at = Object.fromEntries(
      Object.entries(all({})).map(([name, own]) => [name, { ...own, proof_address: ipv6Of(lab(), name) }]),
    );
    const began = Date.now();
    const { text } = await secureWebsocket('verify', lab(), at, ['--intrusive', '--yes']);
    expect(Date.now() - began).toBeLessThan(40_000);
    const events = text
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as VerifyEvent] : []));
    const statusOf = (host: string, check: string) =>
      events.flatMap((event) =>
        event.type === 'finding' && event.host === host && event.check === check ? [event] : [],
      )[0];
    for (const name of names) {
      expect(statusOf(name, 'unfinished'), text).toMatchObject({ status: 'passed' });
      const isKept = firewall === 'ufw' || name.startsWith('nginx');
      expect(statusOf(name, 'network'), text).toMatchObject({ status: isKept ? 'passed' : 'failed' });
    }
  });
});

it('the cap can be loaded by its unit', async () => {
  await asRoot(
    lab(),
    'nginx12',
    'systemctl restart hostwright-wss-cap; systemctl is-enabled hostwright-wss-cap',
  );
  expect(await asRoot(lab(), 'nginx12', 'nft list table inet hostwright_wss | grep -c "ct count"')).toBe(
    '2\n',
  );
});
