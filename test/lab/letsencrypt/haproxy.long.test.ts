// haproxy with certificates that an ACME server issues: from a bare host in one run, the challenge answered on port 80, and a renewal
// that no client notices: swapped without a reload, so even WebSockets stay. `npm run test:long -- haproxy`.

import { describe, expect, it } from 'vitest';
import { headersBehind } from '../secure-websocket/behind_proxy.js';
import { call, open } from '../secure-websocket/client.js';
import { secondAddress } from '../secure-websocket/flood.js';
import { overH2 } from '../secure-websocket/h2_websocket.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { domainOf, useAcmeLab } from './hosts.js';
import { poll } from './poll.js';

const names = ['haproxy13', 'haproxy12'] as const;
const { lab, acme, run, served } = useAcmeLab([
  { name: 'haproxy13', release: 'trixie' },
  { name: 'haproxy12', release: 'bookworm' },
]);
/** As certbot's timer does it, whose unit knows by whom the ACME server is trusted. Again where Pebble refuses a nonce, as it does at random. */
const renew =
  'renew() { REQUESTS_CA_BUNDLE=/etc/ssl/certs/hostwright-acme-ca.pem certbot renew -q --force-renewal --no-random-sleep-on-renew; }; renew || renew || renew || renew || renew';
const hosts = (more: Readonly<Record<string, unknown>> = {}) =>
  Object.fromEntries(names.map((name) => [name, more]));

describe('an issued certificate', () => {
  it('is there after one run from a bare host, and nothing is left to do', async () => {
    const { code, text } = await run('apply', hosts());
    expect(code, text).toBe(0);
    const again = await run('apply', hosts());
    for (const name of names) expect(again.hosts[name], again.text).toMatchObject({ changed: 0, failed: 0 });
  });

  it('would be renewed, and is compared on its host', async () => {
    const rehearsal = await run('apply', hosts(), 'rehearse-renewal');
    expect(rehearsal.code, rehearsal.text).toBe(0);
    const verified = await run('verify', hosts(), 'secure-websocket', ['--log-in']);
    expect(verified.code, verified.text).toBe(0);
  });

  it.each(names)('%s: a renewal refuses nobody, cuts nobody off, and starts no new worker', async (name) => {
    const workers = () => asRoot(lab(), name, 'pgrep haproxy');
    const [before, old] = [await served(name), await workers()];
    const client = await open(hostAddress(lab(), name));
    const poller = poll(hostAddress(lab(), name), domainOf(name), [await acme().root()], 100);
    await asRoot(lab(), name, renew);
    const { gaps, resets, faults } = await poller.stop();
    expect({ gaps, resets, faults }).toEqual({ gaps: 0, resets: 0, faults: [] });
    expect(client?.readyState).toBe(1);
    expect(await served(name)).not.toBe(before);
    expect(await workers()).toBe(old);
    client?.close();
    expect((await run('plan', hosts())).hosts[name]).toMatchObject({ would_change: 0, failed: 0 });
  });

  it('what haproxy refuses to swap is reloaded', async () => {
    const [name] = names;
    const before = await served(name);
    await asRoot(
      lab(),
      name,
      `cp -a /etc/haproxy/hostwright-wss/443 /etc/haproxy/hostwright-wss/1
${renew}; rm -r /etc/haproxy/hostwright-wss/1`,
    );
    expect(await served(name)).not.toBe(before);
  });

  it('whose intermediate is missing is good for haproxy, named by verify, and put right by apply', async () => {
    const [name] = names;
    const only = { [name]: {} };
    await asRoot(
      lab(),
      name,
      `cd /etc/haproxy/hostwright-wss/443 && ln -sfn /etc/letsencrypt/live/${domainOf(name)}/cert.pem hostwright-wss.crt
haproxy -c -q -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/conf.d -f /etc/haproxy/sites-enabled && systemctl reload haproxy`,
    );
    const named = await run('verify', only);
    expect(named.code, named.text).toBe(1);
    expect(named.text).toContain('its issuer is not known here, and is not shown');
    expect(named.text).toContain('fullchain.pem, not cert.pem');
    const repaired = await run('apply', only);
    expect(repaired.code, repaired.text).toBe(0);
    expect((await run('verify', only)).code).toBe(0);
  });

  // Ours is HTTP/1.1 alone. This is what haproxy would do if it were not: the day that changes, it is known to work.
  it.each(names)(
    '%s: no WebSocket over HTTP/2 is offered; where h2 is added by hand, it works',
    async (name) => {
      const ask = () => overH2(hostAddress(lab(), name), domainOf(name), call('system_chain'));
      expect(await ask()).toMatchObject({ offers: false });
      const site = '/etc/haproxy/sites-available/hostwright-wss.cfg';
      await asRoot(
        lab(),
        name,
        `sed -i 's/alpn http\\/1.1/alpn h2,http\\/1.1/' ${site}; systemctl reload haproxy`,
      );
      // The reload is told to be done before it is.
      await expect.poll(ask, { timeout: 20_000 }).toMatchObject({ offers: true });
      const { answer = '', ...seen } = await ask();
      expect({ seen, answer }).toMatchObject({ seen: { alpn: 'h2', offers: true, status: 200 } });
      expect(JSON.parse(answer)).toHaveProperty('result');
      expect((await run('apply', { [name]: {} })).code).toBe(0);
      expect(await ask()).toMatchObject({ offers: false });
    },
  );

  it('takes the PROXY protocol from those that are trusted, and from nobody else', async () => {
    const trusted = secondAddress(lab());
    const { code, text } = await run('apply', hosts({ trusted_proxies: [trusted], proxy_protocol: true }));
    expect(code, text).toBe(0);
    const header = 'PROXY TCP4 203.0.113.9 203.0.113.1 4711 443\r\n';
    for (const name of names) {
      const host = hostAddress(lab(), name);
      const own = host.replace(/\.\d+$/, '.1');
      const client = async (from: string, first: string) =>
        (await headersBehind(host, from, first))['x-forwarded-for'];
      expect(await client(trusted, header), name).toBe('203.0.113.9');
      expect(await client(own, ''), name).toBe(own);
      await expect(client(own, header), name).rejects.toThrow();
      await expect(client(trusted, ''), name).rejects.toThrow();
    }
  });

  it('to one made here and back: a client that polls is refused nothing', async () => {
    const pollers = names.map((name) => poll(hostAddress(lab(), name), domainOf(name), [], 100));
    for (const vars of [{ certificate: 'self_signed' }, {}]) {
      const { code, text } = await run('apply', hosts(vars));
      expect(code, text).toBe(0);
    }
    for (const { gaps, resets } of await Promise.all(pollers.map((poller) => poller.stop())))
      expect({ gaps, resets }).toEqual({ gaps: 0, resets: 0 });
  });
});
