// From a bare host to an endpoint with an issued certificate, in one run; what drifts is found and repaired; what the
// ACME server refuses is told, and the old certificate is served on. With both proxies, on both releases.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { domainOf, fieldsOf, useAcmeLab } from './hosts.js';
import { refuseOrders } from './refusing.js';

const names = ['nginx12', 'apache12', 'nginx13', 'apache13'] as const;
type Name = (typeof names)[number];

const { lab, acme, run, served, servesExpired } = useAcmeLab(
  names.map((name) => ({ name, release: name.endsWith('12') ? 'bookworm' : 'trixie' }) as const),
);

const ours = Object.fromEntries(names.map((name) => [name, {}]));
const live = (name: string) => `/etc/letsencrypt/live/${domainOf(name)}`;
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

  it('fails where the renewal would', async () => {
    const closed = { acme_server: acme().server.replace(':14000', ':14999') };
    const { code, text } = await run('apply', { nginx13: closed }, 'rehearse-renewal');
    expect(code).toBe(1);
    expect(messageOf(text, 'nginx13')).toContain('Connection refused');
  });
});

/** The ACME server rejects some nonces twice in a row, and then certbot gives up: its timer tries again later. */
function untilDone(command: string): string {
  return `for try in 1 2 3 4 5 6; do ${command} 2>/dev/null && break; done; [ "$try" != 6 ]`;
}

/** A certificate of the same names by an authority that is nobody's, as if made some days ago and valid for 90. */
function madeDaysAgo(days: number, name: string): string {
  const [domain, target] = [domainOf(name), `/etc/letsencrypt/archive/${domainOf(name)}`];
  const openssl = `LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1) FAKETIME=-${days}d openssl`;
  return `apt-get install -y -q libfaketime >/dev/null; cd $(mktemp -d)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 900 -subj /CN=nobody -keyout ca.key -out ca.crt 2>/dev/null
openssl req -new -key ${live(name)}/privkey.pem -subj /CN=${domain} -out own.csr
echo 'subjectAltName = DNS:${domain}' >own.ext
${openssl} x509 -req -in own.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 -extfile own.ext -out own.crt 2>/dev/null
cat own.crt >$(readlink -f ${live(name)}/cert.pem); cat ca.crt >$(readlink -f ${live(name)}/chain.pem)
cat own.crt ca.crt >$(readlink -f ${live(name)}/fullchain.pem); ls ${target} >/dev/null`;
}

interface Drift {
  readonly field: string;
  readonly cause: (name: string) => string;
  readonly vars?: (name: string) => Readonly<Record<string, unknown>>;
}

const together = (name: string) => `chmod 0644 $(readlink -f ${live(name)}/privkey.pem)
chown operator $(readlink -f ${live(name)}/privkey.pem)
rm /etc/letsencrypt/renewal-hooks/deploy/hostwright-* /etc/systemd/system/certbot.service.d/hostwright.conf
systemctl disable -q --now certbot.timer`;

const drifts: Readonly<Record<string, Drift>> = {
  // A host of the lab has the clock of this machine, so the clock is moved where the certificate is made: its time is over
  // by every clock, and its clients see that.
  expired: {
    field: 'state',
    cause: (name) =>
      `${madeDaysAgo(100, name)}; systemctl reload nginx 2>/dev/null || systemctl reload apache2`,
  },
  expiring: { field: 'state', cause: (name) => madeDaysAgo(80, name) },
  deleted: { field: 'state', cause: (name) => `rm -r ${live(name)}` },
  'key world-readable': {
    field: 'key_mode',
    cause: (name) => `chmod 0644 $(readlink -f ${live(name)}/privkey.pem)`,
  },
  'wrong owner': {
    field: 'owner',
    cause: (name) => `chown operator $(readlink -f ${live(name)}/privkey.pem)`,
  },
  'names changed': {
    field: 'names',
    cause: () => ':',
    // Tried at a staging server first, which is the same one here.
    vars: (name) => ({
      certificate_names: [domainOf(name), `new.${domainOf(name)}`],
      acme_staging_first: true,
      acme_staging_server: acme().server,
    }),
  },
  'hook removed': {
    field: 'reload',
    cause: () => 'rm /etc/letsencrypt/renewal-hooks/deploy/hostwright-*',
  },
  'timer disabled': { field: 'timer', cause: () => 'systemctl disable -q --now certbot.timer' },
  'renewed on disk but not served': {
    field: 'served',
    cause: (name) =>
      untilDone(
        `REQUESTS_CA_BUNDLE=/etc/ssl/certs/hostwright-acme-ca.pem certbot renew -q --force-renewal --no-random-sleep-on-renew --no-directory-hooks --cert-name ${domainOf(name)}`,
      ),
  },
  'chain incomplete': {
    field: 'state',
    cause: (name) => `cat ${live(name)}/cert.pem >$(readlink -f ${live(name)}/fullchain.pem)`,
  },
  'key of another certificate': {
    field: 'state',
    cause: (name) =>
      `openssl ecparam -name prime256v1 -genkey -noout -out $(readlink -f ${live(name)}/privkey.pem)`,
  },
  'all of it': {
    field: 'state',
    cause: (name) =>
      `${together(name)}; cat ${live(name)}/cert.pem >$(readlink -f ${live(name)}/fullchain.pem)`,
    vars: (name) => ({ certificate_names: [domainOf(name), `new.${domainOf(name)}`] }),
  },
};

/** One drift a host at a time; with DRIFTS=all each drift is tried on every host. */
const rounds: readonly (readonly (readonly [Name, string])[])[] =
  process.env.DRIFTS === 'all'
    ? Object.keys(drifts).map((drift) => names.map((name) => [name, drift] as const))
    : [0, 4, 8].map((start) =>
        names.map((name, at) => [name, Object.keys(drifts)[start + at] ?? ''] as const),
      );

describe.each(rounds)('drift, %s, %s, %s, %s', (...round) => {
  it('is found by plan, repaired by apply, and gone', async () => {
    const pairs = round as readonly (readonly [Name, string])[];
    const vars = Object.fromEntries(pairs.map(([name, drift]) => [name, drifts[drift]?.vars?.(name) ?? {}]));
    for (const name of names) {
      await acme().point(`new.${domainOf(name)}`, hostAddress(lab(), name));
    }
    await Promise.all(pairs.map(([name, drift]) => asRoot(lab(), name, drifts[drift]?.cause(name) ?? '')));

    for (const [name] of pairs.filter(([, drift]) => drift === 'expired'))
      await expect.poll(() => servesExpired(name), { timeout: 20_000 }).toBe(true);

    for (const [name] of pairs.filter(([, drift]) => drift === 'renewed on disk but not served')) {
      const verified = await run('verify', { [name]: {} }, 'secure-websocket', ['--log-in']);
      expect(verified.code, verified.text).toBe(1);
      expect(verified.text).toContain(
        `fullchain.pem holds ${await onDisk(name)}: the proxy has to be reloaded`,
      );
    }

    const planned = await run('plan', vars);
    expect(planned.code, planned.text).toBe(2);
    for (const [name, drift] of pairs) expect(fieldsOf(planned, name), drift).toContain(drifts[drift]?.field);

    const applied = await run('apply', vars);
    expect(applied.code, applied.text).toBe(0);
    for (const [name] of pairs) expect(await served(name), name).toBe(await onDisk(name));

    const after = await run('plan', vars);
    expect(after.code, after.text).toBe(0);
  });
});

describe('where no certificate is to be had', () => {
  it('the old one is served on, the exit code is 1, and it is told what to do', async () => {
    await asRoot(
      lab(),
      'apache12',
      'apt-get install -y -q nftables >/dev/null; nft add table inet shut; nft "add chain inet shut in { type filter hook input priority 0; }"; nft add rule inet shut in tcp dport 80 reject with tcp reset',
    );
    await acme().point(`closed.${domainOf('nginx12')}`, '127.0.0.1');
    await acme().point(`closed.${domainOf('apache12')}`, hostAddress(lab(), 'apache12'));
    const limited = await refuseOrders(
      acme(),
      14_001,
      'rateLimited',
      'too many certificates already issued for "lab.test"',
    );
    const refused = {
      nginx12: { certificate_names: [domainOf('nginx12'), `closed.${domainOf('nginx12')}`] },
      apache12: {
        certificate_names: [domainOf('apache12'), `closed.${domainOf('apache12')}`],
        redirect_http: true,
      },
      nginx13: { acme_server: acme().server.replace(':14000', ':14999') },
      apache13: { acme_server: limited },
    };
    const before = await Promise.all(names.map(served));
    const { code, text } = await run('apply', refused);
    expect(code, text).toBe(1);
    expect(messageOf(text, 'nginx12')).toContain(
      `closed.${domainOf('nginx12')} leads to 127.0.0.1, and ${hostAddress(lab(), 'nginx12')}`,
    );
    expect(messageOf(text, 'apache12')).toContain('nobody answers on port 80 of');
    expect(messageOf(text, 'nginx13')).toContain('the ACME server does not answer');
    expect(messageOf(text, 'apache13')).toContain('takes no more orders for now (rate limit)');
    expect(await Promise.all(names.map(served))).toEqual(before);
    await asRoot(lab(), 'apache12', 'nft delete table inet shut');
  });

  it('no more is ordered than the budget of the fleet allows', async () => {
    const before = await served('apache13');
    const vars = { certificate_key_type: 'rsa2048', acme_orders_per_hour: 1 };
    const { code, text } = await run('apply', { apache13: vars });
    expect(code).toBe(1);
    expect(messageOf(text, 'apache13')).toMatch(/\d+ of 1 orders an hour are used up/);
    expect(await served('apache13')).toBe(before);
  });

  it('a CAA record that forbids it is named, also where only the staging server was asked', async () => {
    const server = await refuseOrders(acme(), 14_002, 'caa', 'CAA record for new.lab.test prevents issuance');
    const before = await Promise.all(names.map(served));
    const first = { acme_staging_first: true, acme_staging_server: server, certificate_key_type: 'rsa2048' };
    const { code, text } = await run('apply', { nginx13: { acme_server: server }, nginx12: first });
    expect(code).toBe(1);
    for (const name of ['nginx13', 'nginx12'])
      expect(messageOf(text, name)).toContain('a CAA record in DNS forbids this authority');
    expect(messageOf(text, 'nginx12')).toContain('the staging server took no order, so the real one was not');
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
    .filter((line) => line.startsWith('{"type":"outcome"'))
    .map((line) => JSON.parse(line))
    .find((event) => event.host === host && event.status === 'failed');
  return failed?.message ?? '';
}
