// From one kind of certificate to another and back, other names, from one proxy to the other and back: a client that asks
// for a handshake four times a second sees a valid one each time, apart from connections that are refused within a moment.
// Every way from one kind to another: `npm run test:long -- certificate-moves`.

import { beforeAll, describe, expect, it } from 'vitest';
import { libraries } from '../hosts.js';
import { open } from '../secure-websocket/client.js';
import type { HostVariables } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { domainOf, fieldsOf, useAcmeLab } from './hosts.js';
import { ownCertificates } from './own.js';
import { poll } from './poll.js';

const names = ['nginx13', 'apache12'] as const;
const { lab, acme, run } = useAcmeLab(
  [
    { name: 'nginx13', release: 'trixie' },
    { name: 'apache12', release: 'bookworm' },
  ],
  libraries,
);

/** Of an authority of our own. */
const own = ownCertificates(names.map(domainOf));
let root = '';

beforeAll(async () => {
  for (const name of names) await acme().point(`new.${domainOf(name)}`, hostAddress(lab(), name));
  root = await acme().root();
  const first = await run('apply', forBoth({ certificate: 'self_signed' }));
  expect(first.code, first.text).toBe(0);
});

function forBoth(vars: Readonly<Record<string, unknown>>): HostVariables {
  return Object.fromEntries(names.map((name) => [name, vars]));
}

const provided = (): HostVariables =>
  Object.fromEntries(
    names.map((name) => {
      const { certificate, key } = own.issued.get(domainOf(name)) ?? { certificate: '', key: '' };
      const pem = { certificate_pem: certificate, certificate_key_pem: key };
      return [name, { certificate: 'provided', certificate_authority: own.authority, ...pem }];
    }),
  );

const withNames = (): HostVariables =>
  Object.fromEntries(
    names.map((name) => [name, { certificate_names: [domainOf(name), `new.${domainOf(name)}`] }]),
  );

/** As the guide has it: certbot --nginx, certbot --apache. */
const inProxy = (): HostVariables => ({
  nginx13: { acme_method: 'nginx' },
  apache12: { acme_method: 'apache' },
});

const everything = process.env.MOVES === 'all';

/** The ways that are left. */
const ways = [
  ['from provided to self-signed', () => forBoth({ certificate: 'self_signed' }), /lab\.test/],
  ['from self-signed to provided', provided, /our own/],
  ['from provided to issued, by certbot in the proxy itself', inProxy, /Pebble Intermediate/],
  ['to another name beside the old one', withNames, /Pebble Intermediate/],
] as const;

describe('a client that polls', () => {
  it.each([
    ['from self-signed to issued', () => forBoth({}), /Pebble Intermediate/],
    ['from issued to provided', provided, /our own/],
    ...(everything ? ways : []),
  ] as const)('%s', async (_, vars, issuer) => {
    const pollers = names.map((name) =>
      poll(hostAddress(lab(), name), domainOf(name), [root, own.authority]),
    );
    const { code, text } = await run('apply', vars());
    const seen = await Promise.all(pollers.map((poller) => poller.stop()));
    expect(code, text).toBe(0);
    for (const { faults, resets, asked, last } of seen) {
      expect({ faults, resets }).toEqual({ faults: [], resets: 0 });
      expect(asked).toBeGreaterThan(4);
      expect(last).toMatch(issuer);
    }
    const again = await run('plan', vars());
    expect(again.code, again.text).toBe(0);
    if (vars !== inProxy) return;
    const rehearsed = await run('apply', vars(), 'rehearse-renewal');
    expect(rehearsed.code, rehearsed.text).toBe(0);
    const untouched = await run('plan', vars());
    expect(untouched.code, untouched.text).toBe(0);
  });

  it('the key that was brought along is told nowhere, and nobody else can read it', async () => {
    const { text } = await run('plan', provided());
    for (const { key } of own.issued.values()) expect(text).not.toContain(key.split('\n')[1]);
    for (const name of names) {
      const mode = await asRoot(lab(), name, 'stat -c "%a %U" /etc/ssl/private/hostwright-provided.key');
      expect(mode, name).toBe('600 root\n');
    }
  });
});

describe('the other proxy', () => {
  const other = { nginx13: 'apache2', apache12: 'nginx' } as const;
  const moved = (vars: Readonly<Record<string, unknown>> = {}): HostVariables =>
    Object.fromEntries(names.map((name) => [name, { proxy: other[name], ...vars }]));
  const services = (name: string) =>
    asRoot(
      lab(),
      name,
      'systemctl is-active nginx apache2 || true; ls /etc/systemd/system/multi-user.target.wants',
    );
  const hook = (name: string) =>
    asRoot(lab(), name, `cat /etc/letsencrypt/renewal-hooks/deploy/hostwright-${domainOf(name)}`);

  /** While somebody is connected, who would keep the old proxy from ending; ten questions a second find every gap. */
  async function move(vars: HostVariables) {
    const clients = await Promise.all(names.map((name) => open(hostAddress(lab(), name))));
    const pollers = names.map((name) => poll(hostAddress(lab(), name), domainOf(name), [root], 100));
    const report = await run('apply', vars);
    const seen = await Promise.all(pollers.map((poller) => poller.stop()));
    for (const client of clients) client?.terminate();
    return { report, seen };
  }

  beforeAll(async () => {
    const { code, text } = await run('apply', forBoth({}));
    expect(code, text).toBe(0);
  });

  it("is refused by name while the one that runs has somebody else's site", async () => {
    const site = {
      nginx13: '/etc/nginx/sites-enabled/shop',
      apache12: '/etc/apache2/sites-enabled/shop.conf',
    };
    await asRoot(lab(), 'nginx13', `echo 'server { listen 81; return 204; }' >${site.nginx13}`);
    await asRoot(lab(), 'apache12', `printf '<VirtualHost *:81>\\n</VirtualHost>\\n' >${site.apache12}`);
    const { code, text, hosts } = await run('apply', moved());
    expect(code).toBe(1);
    for (const name of names) {
      expect(text).toContain(`also serves what ${site[name]} says, which hostwright did not make`);
      expect(hosts[name]).toMatchObject({ changed: 0, failed: 1 });
      await asRoot(lab(), name, `rm ${site[name]}`);
    }
  });

  const givesBack = async () => {
    const [before, hooks] = [await Promise.all(names.map(services)), await Promise.all(names.map(hook))];
    const { report, seen } = await move(moved({ allowed_clients: ['203.0.113.9'] }));
    expect(report.code, report.text).toBe(1);
    for (const { faults, gaps, last } of seen) {
      expect(faults).toEqual([]);
      // There and back.
      expect(gaps).toBeLessThanOrEqual(2);
      expect(last).toMatch(/Pebble Intermediate/);
    }
    expect(await Promise.all(names.map(services))).toEqual(before);
    expect(await Promise.all(names.map(hook))).toEqual(hooks);
    const again = await run('plan', forBoth({}));
    expect(again.code, again.text).toBe(0);
  };
  if (everything) it('gives back what it took over where it does not prove', givesBack);

  it.each([
    ['takes over', moved],
    ...(everything ? ([['and gives back', () => forBoth({})]] as const) : []),
  ] as const)('%s, with one gap', async (_, vars) => {
    const planned = await run('plan', vars());
    expect(planned.code, planned.text).toBe(2);
    for (const name of names) expect(fieldsOf(planned, name)).toContain('state');
    expect(planned.text).toMatch(
      /(nginx|apache2) serves this endpoint until now, and hands its ports over to/,
    );

    const { report, seen } = await move(vars());
    expect(report.code, report.text).toBe(0);
    for (const { faults, gaps, last } of seen) {
      expect(faults).toEqual([]);
      expect(gaps).toBeLessThanOrEqual(1);
      expect(last).toMatch(/Pebble Intermediate/);
    }
    for (const name of names) {
      const service = vars()[name]?.proxy ?? (name === 'nginx13' ? 'nginx' : 'apache2');
      expect(await hook(name)).toContain(`hw_reload ${service}`);
    }
    const again = await run('plan', vars());
    expect(again.code, again.text).toBe(0);
  });
});
