// An endpoint changes its proxy, every ordered pair of the three on each release, while a client asks ten times a second: one
// gap at most, nothing of the old one is left, and a site of somebody else is in nobody's way unseen. `npm run test:long -- handovers`.

import { describe, expect, it } from 'vitest';
import { hostProbes } from '../../../src/setup/conversation/host_probe.js';
import { libraries, useLab } from '../hosts.js';
import { domainOf } from '../letsencrypt/hosts.js';
import { poll } from '../letsencrypt/poll.js';
import { open } from './client.js';
import { type HostVariables, removeFrom, secureWebsocket } from './hostwright.js';
import { asRoot, hostAddress } from './seed.js';

const names = ['h12', 'h13'] as const;
const lab = useLab(
  names.map((name) => ({ name, release: name === 'h12' ? 'bookworm' : 'trixie' }) as const),
  libraries,
);
const addressOf = (name: string) => hostAddress(lab(), name);
const behind = (proxy: string): HostVariables =>
  Object.fromEntries(
    names.map((name) => [name, { proxy, domain: domainOf(name), proof_address: addressOf(name) }]),
  );

async function applied(vars: HostVariables): Promise<string> {
  const { code, text } = await secureWebsocket('apply', lab(), vars);
  expect(code, text).toBe(0);
  return text;
}

async function isSettled(vars: HostVariables) {
  const { code, text } = await secureWebsocket('plan', lab(), vars);
  expect(code, text).toBe(0);
}

/** Each ordered pair, once. */
const round = ['nginx', 'haproxy', 'apache2', 'nginx', 'apache2', 'haproxy', 'nginx'] as const;

describe('an endpoint that runs', () => {
  it('is behind nginx', async () => {
    await applied(behind(round[0]));
    await isSettled(behind(round[0]));
  });

  it.each(round.slice(1).map((to, index) => [round[index] ?? to, to] as const))(
    'moves from %s to %s with one gap, and nothing is left',
    async (from, to) => {
      const clients = await Promise.all(names.map((name) => open(addressOf(name))));
      const planned = await secureWebsocket('plan', lab(), behind(to));
      expect(planned.code, planned.text).toBe(2);
      expect(planned.text).toContain(
        `${from} serves this endpoint until now, and hands its ports over to ${to}${from === 'haproxy' ? ', which cuts off whoever is connected to haproxy' : ''}`,
      );
      const pollers = names.map((name) => poll(addressOf(name), domainOf(name), [], 100));
      const text = await applied(behind(to));
      const seen = await Promise.all(pollers.map((poller) => poller.stop()));
      for (const [index, { faults, gaps }] of seen.entries())
        expect({ faults, isOneGap: gaps <= 1 }, `${names[index]}: ${gaps} gaps\n${text}`).toEqual({
          faults: [],
          isOneGap: true,
        });
      for (const client of clients) client?.terminate();
      for (const name of names) {
        const left = `find /etc/${from} /var/log/${from} /etc/systemd/system/${from}.service.d -name '*hostwright*' 2>/dev/null || :
systemctl is-active ${from} || :; systemctl is-enabled ${from} || :; systemctl is-active ${to}; systemctl is-enabled ${to}`;
        expect(await asRoot(lab(), name, left), name).toMatch(
          /^(inactive|deactivating|failed)\ndisabled\nactive\nenabled\n$/,
        );
        const again = await open(addressOf(name));
        expect(again?.readyState, name).toBe(1);
        again?.terminate();
      }
      await isSettled(behind(to));
    },
  );
});

describe("somebody else's frontend in haproxy", () => {
  const file = '/etc/haproxy/haproxy.cfg';
  const has = (port: number) =>
    Promise.all(
      names.map((name) =>
        asRoot(
          lab(),
          name,
          `sed -i '/^frontend shop/,$d' ${file}; printf 'frontend shop\\n  mode http\\n  bind :${port}\\n  http-request return status 204\\n' >>${file}`,
        ),
      ),
    );
  const isServed = (name: string) => asRoot(lab(), name, "ss -Hltnp 'sport = :8099' | grep -q haproxy");

  it('on our port is refused by name, since both would be served by chance', async () => {
    for (const name of names) await asRoot(lab(), name, 'apt-get install -y -q haproxy >/dev/null');
    await has(443);
    const { code, text, hosts } = await secureWebsocket('apply', lab(), behind('haproxy'));
    expect(code).toBe(1);
    expect(text).toContain('has port 443 for its own frontend shop (bind :443)');
    for (const name of names) expect(hosts[name]).toMatchObject({ changed: 0, failed: 1 });
  });

  it('on another one stays, beside ours, and keeps the endpoint where it is', async () => {
    await has(8099);
    for (const name of names) await asRoot(lab(), name, 'systemctl start haproxy');
    const planned = await secureWebsocket('plan', lab(), behind('haproxy'));
    expect(planned.text).toContain('it is restarted once, which cuts off whoever is connected to it');
    await applied(behind('haproxy'));
    await Promise.all(names.map(isServed));
    // What setup finds: theirs, and nothing of ours.
    for (const name of names) {
      const said = await asRoot(lab(), name, ['set +e', ...hostProbes].join('\n'));
      expect(said).toContain('proxy haproxy runs\n');
      expect(said.match(/^(name|keeps) haproxy .*$/gm)).toEqual(['name haproxy shop', 'keeps haproxy 8099']);
    }
    await isSettled(behind('haproxy'));
    const { code, text, hosts } = await secureWebsocket('apply', lab(), behind('nginx'));
    expect(code).toBe(1);
    expect(text).toContain(`haproxy also serves what ${file} says, which hostwright did not make`);
    for (const name of names) expect(hosts[name]).toMatchObject({ changed: 0, failed: 1 });
  });

  it('stays when the endpoint is removed', async () => {
    const { code, text } = await removeFrom(lab(), names, ['--yes']);
    expect(code, text).toBe(0);
    await Promise.all(names.map(isServed));
    for (const name of names)
      expect(
        await asRoot(lab(), name, "find /etc/haproxy -name '*hostwright*'; ss -Hltn 'sport = :443'"),
      ).toBe('');
  });
});
