// From a bare host to an endpoint with an issued certificate, in one run; what drifts is found and repaired; what the
// ACME server refuses is told, and the old certificate is served on. With both proxies, on both releases; with each proxy
// on each release, and each drift on each host: `npm run test:long -- certificate-drifts`.

import { beforeAll, describe, expect, it } from 'vitest';
import type { HostVariables, Report } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { driftsWith, live, untilDone } from './drifts.js';
import { domainOf, fieldsOf, useAcmeLab } from './hosts.js';
import { refuseOrders } from './refusing.js';

const everything = process.env.DRIFTS === 'all';
const names = everything
  ? (['nginx13', 'apache12', 'nginx12', 'apache13'] as const)
  : (['nginx13', 'apache12'] as const);
type Name = (typeof names)[number];

const { lab, acme, run, served, servesExpired } = useAcmeLab(
  names.map((name) => ({ name, release: name.endsWith('12') ? 'bookworm' : 'trixie' }) as const),
);

const ours = Object.fromEntries(names.map((name) => [name, {}]));
const onDisk = async (name: string) =>
  (await asRoot(lab(), name, `openssl x509 -in ${live(name)}/fullchain.pem -noout -fingerprint -sha256`))
    .trim()
    .replace(/^.*=/, '');

let first: Report;
beforeAll(async () => {
  first = await run('apply', ours);
});

describe('a bare host', () => {
  it('is an endpoint with an issued certificate after one run', async () => {
    expect(first.code, first.text).toBe(0);
    for (const name of names) expect(await served(name), name).toBe(await onDisk(name));
  });

  it('has nothing to do the second time', async () => {
    const { code, hosts, text } = await run('apply', ours);
    expect(code, text).toBe(0);
    for (const name of names) expect(hosts[name], name).toMatchObject({ changed: 0, failed: 0 });
  });
});

describe('a renewal by the timer of certbot', () => {
  it('is served without a run', async () => {
    // What the timer starts, told that everything is due.
    const force = `mkdir -p /run/systemd/system/certbot.service.d
printf '[Service]\\nExecStart=\\nExecStart=/usr/bin/certbot -q renew --no-random-sleep-on-renew --force-renewal\\n' >/run/systemd/system/certbot.service.d/force.conf
systemctl daemon-reload; ${untilDone('systemctl start certbot.service')}
rm /run/systemd/system/certbot.service.d/force.conf; systemctl daemon-reload`;
    await Promise.all(
      names.map(async (name) => {
        const before = await served(name);
        await asRoot(lab(), name, force);
        expect(await onDisk(name), name).not.toBe(before);
        // A reload takes a moment.
        await expect.poll(() => served(name), { timeout: 20_000 }).toBe(await onDisk(name));
      }),
    );
  });
});

describe('a rehearsal of the next renewal', () => {
  it('succeeds, and changes nothing', async () => {
    const before = await Promise.all(names.map(onDisk));
    const { code, text } = await run('apply', ours, 'rehearse-renewal');
    expect(code, text).toBe(0);
    expect(await Promise.all(names.map(onDisk))).toEqual(before);
  });

  if (everything)
    it('fails where the renewal would', async () => {
      const closed = { acme_server: acme().server.replace(':14000', ':14999') };
      const { code, text } = await run('apply', { nginx13: closed }, 'rehearse-renewal');
      expect(code).toBe(1);
      expect(messageOf(text, 'nginx13')).toContain('Connection refused');
    });
});

const drifts = driftsWith(() => acme().server);

/** One drift a host at a time. "All of it" holds those that are left out here. */
const rounds: readonly (readonly (readonly [Name, string])[])[] = everything
  ? Object.keys(drifts).map((drift) => names.map((name) => [name, drift]))
  : [
      ['expired', 'renewed on disk but not served'],
      ['all of it', 'deleted'],
    ].map((round) => names.map((name, at) => [name, round[at] ?? '']));

describe.each(
  rounds.map((round) => ({ round, what: [...new Set(round.map(([, drift]) => drift))].join(', ') })),
)('drift: $what', ({ round }) => {
  it('is found by plan, repaired by apply, and gone', async () => {
    const vars = Object.fromEntries(round.map(([name, drift]) => [name, drifts[drift]?.vars?.(name) ?? {}]));
    for (const name of names) {
      await acme().point(`new.${domainOf(name)}`, hostAddress(lab(), name));
    }
    await Promise.all(round.map(([name, drift]) => asRoot(lab(), name, drifts[drift]?.cause(name) ?? '')));

    for (const [name] of round.filter(([, drift]) => drift === 'expired'))
      await expect.poll(() => servesExpired(name), { timeout: 20_000 }).toBe(true);

    for (const [name] of round.filter(([, drift]) => drift === 'renewed on disk but not served')) {
      const verified = await run('verify', { [name]: {} }, 'secure-websocket', ['--log-in']);
      expect(verified.code, verified.text).toBe(1);
      expect(verified.text).toContain(
        `fullchain.pem holds ${await onDisk(name)}: the proxy has to be reloaded`,
      );
    }

    const planned = await run('plan', vars);
    expect(planned.code, planned.text).toBe(2);
    for (const [name, drift] of round)
      expect(fieldsOf(planned, name), drift).toEqual(
        expect.arrayContaining([...(drifts[drift]?.fields ?? [''])]),
      );

    const applied = await run('apply', vars);
    expect(applied.code, applied.text).toBe(0);
    for (const [name] of round) expect(await served(name), name).toBe(await onDisk(name));

    const after = await run('plan', vars);
    expect(after.code, after.text).toBe(0);
  });
});

describe('where no certificate is to be had', () => {
  const refusals: Readonly<
    Record<string, { vars: (name: Name) => Promise<object>; said: (name: Name) => string }>
  > = {
    'a name that leads elsewhere': {
      vars: async (name) => {
        await acme().point(`closed.${domainOf(name)}`, '127.0.0.1');
        return { certificate_names: [domainOf(name), `closed.${domainOf(name)}`] };
      },
      said: (name) => `closed.${domainOf(name)} leads to 127.0.0.1, and ${hostAddress(lab(), name)}`,
    },
    'a closed port 80': {
      vars: async (name) => {
        await asRoot(
          lab(),
          name,
          'apt-get install -y -q nftables >/dev/null; nft add table inet shut; nft "add chain inet shut in { type filter hook input priority 0; }"; nft add rule inet shut in tcp dport 80 reject with tcp reset',
        );
        await acme().point(`closed.${domainOf(name)}`, hostAddress(lab(), name));
        return { certificate_names: [domainOf(name), `closed.${domainOf(name)}`], redirect_http: true };
      },
      said: () => 'nobody answers on port 80 of',
    },
    'a server that does not answer': {
      vars: async () => ({ acme_server: acme().server.replace(':14000', ':14999') }),
      said: () => 'the ACME server does not answer',
    },
    'a rate limit': {
      vars: async () => ({
        acme_server: await refuseOrders(
          acme(),
          14_001,
          'rateLimited',
          'too many certificates already issued for "lab.test"',
        ),
      }),
      said: () => 'takes no more orders for now (rate limit)',
    },
  };

  it.each([
    { nginx13: 'a name that leads elsewhere', apache12: 'a closed port 80' },
    { nginx13: 'a server that does not answer', apache12: 'a rate limit' },
  ])(
    'the old one is served on, the exit code is 1, and it is told what to do: $nginx13, $apache12',
    async (by) => {
      const cases = Object.entries(by).map(([name, why]) => [name as Name, refusals[why]] as const);
      const refused = await Promise.all(
        cases.map(async ([name, how]) => [name, await how?.vars(name)] as const),
      );
      const before = await Promise.all(names.map(served));
      const { code, text } = await run('apply', Object.fromEntries(refused) as HostVariables);
      expect(code, text).toBe(1);
      for (const [name, how] of cases) expect(messageOf(text, name)).toContain(how?.said(name));
      expect(await Promise.all(names.map(served))).toEqual(before);
      await asRoot(lab(), 'apache12', 'nft delete table inet shut 2>/dev/null || :');
    },
  );

  it('no more is ordered than the budget of the fleet allows', async () => {
    const before = await served('apache12');
    const vars = { certificate_key_type: 'rsa2048', acme_orders_per_hour: 1 };
    const { code, text } = await run('apply', { apache12: vars });
    expect(code).toBe(1);
    expect(messageOf(text, 'apache12')).toMatch(/\d+ of 1 orders an hour are used up/);
    expect(await served('apache12')).toBe(before);
  });

  it('a CAA record that forbids it is named, also where only the staging server was asked', async () => {
    const server = await refuseOrders(acme(), 14_002, 'caa', 'CAA record for new.lab.test prevents issuance');
    const before = await Promise.all(names.map(served));
    const first = { acme_staging_first: true, acme_staging_server: server, certificate_key_type: 'rsa2048' };
    const { code, text } = await run('apply', { nginx13: { acme_server: server }, apache12: first });
    expect(code).toBe(1);
    for (const name of ['nginx13', 'apache12'])
      expect(messageOf(text, name)).toContain('a CAA record in DNS forbids this authority');
    expect(messageOf(text, 'apache12')).toContain(
      'the staging server took no order, so the real one was not',
    );
    expect(await Promise.all(names.map(served))).toEqual(before);
    for (const [at, name] of names.entries()) expect(await onDisk(name), name).toBe(before[at]);
  });

  it('the next run has what it asks for', async () => {
    const applied = await run('apply', ours);
    expect(applied.code, applied.text).toBe(0);
    const { code, text } = await run('plan', ours);
    expect(code, text).toBe(0);
  });

  it('the certificate is the same on disk, for certbot and on the wire', async () => {
    const { code, text } = await run('verify', ours, 'secure-websocket', ['--log-in']);
    expect(code, text).toBe(0);
    for (const name of names)
      expect(text).toContain(
        `the same on disk, in certbot's renewal configuration and on the wire: SHA-256 ${await served(name)}`,
      );
  });
});

function messageOf(text: string, host: string): string {
  const failed = text
    .split('\n')
    .filter((line) => /^{"type":"(host_)?outcome"/.test(line))
    .map((line) => JSON.parse(line))
    .find((event) => event.host === host && event.status === 'failed');
  return failed?.message ?? '';
}
