// The playbook on bare hosts: the endpoint works, and the defects of the recipe that operators follow are absent. The
// same probes find them present with the recipe's own text: recipe.test.ts. Each proxy on each release:
// `npm run test:long -- endpoints`; haproxy: `npm run test:long -- haproxy`.

import { beforeAll, describe, expect, it } from 'vitest';
import { useLab } from '../hosts.js';
import { ownCertificates } from '../letsencrypt/own.js';
import { call, closeAll, open, openMany, post, postMany, seenByNode, sleep } from './client.js';
import { addressesIn, answeredFrom, beginMany, ipv6Of, postFrom, secondAddress } from './flood.js';
import { type HostVariables, type Report, secureWebsocket } from './hostwright.js';
import { dial, trustFrom } from './peers.js';
import { asRoot, hostAddress, setNode, startNode } from './seed.js';

const wider = { connections_per_client: 250, allowed_origins: ['https://polkadot.js.org'] };
const pair: HostVariables = { nginx12: { drain_seconds: 2 }, apache13: { proxy: 'apache2', ...wider } };
const otherPair: HostVariables = { apache12: { proxy: 'apache2' }, nginx13: wider };
const haproxies: HostVariables = {
  haproxy12: { proxy: 'haproxy', drain_seconds: 2 },
  haproxy13: { proxy: 'haproxy', ...wider },
};
const wanted: Readonly<Record<string, HostVariables>> = {
  all: { ...pair, ...otherPair },
  haproxy: haproxies,
};
const ours = wanted[process.env.HOSTS ?? ''] ?? pair;
const withPair = 'nginx12' in ours;
/** A host on Debian 12, for what one proxy shows. */
const one = withPair ? 'nginx12' : 'haproxy12';
const names = Object.keys(ours);
const ofRelease = (number: string) => names.filter((name) => name.endsWith(number));

const lab = useLab([
  ...ofRelease('12').map((name) => ({ name, release: 'bookworm' }) as const),
  ...ofRelease('13').map((name) => ({ name, release: 'trixie' }) as const),
]);

const addressOf = (name: string) => hostAddress(lab(), name);

let first: Report;
beforeAll(async () => {
  first = await secureWebsocket('apply', lab(), ours);
});

describe('a run', () => {
  it('makes proven endpoints of bare hosts', () => {
    expect(first.code, first.text).toBe(0);
    for (const name of names) expect(first.hosts[name]?.round_trips, name).toBeLessThanOrEqual(9);
  });

  it('finds nothing to do the second time, in two round trips', async () => {
    const { code, hosts, text } = await secureWebsocket('apply', lab(), ours);
    expect(code, text).toBe(0);
    for (const name of names) {
      expect(hosts[name], name).toMatchObject({ changed: 0, failed: 0 });
      expect(hosts[name]?.round_trips, name).toBeLessThanOrEqual(2);
    }
  });

  // The drop-in lies in a directory that systemd has not seen before: the limit that runs was 1,024.
  it('gives the workers that run the files that were promised', async () => {
    const proxy = withPair ? 'nginx' : 'haproxy';
    const words = await asRoot(
      lab(),
      one,
      `systemctl show -p DropInPaths ${proxy}; for p in $(pgrep ${proxy}); do grep files /proc/$p/limits; done`,
    );
    const [dropIns, ...limits] = words.trim().split('\n');
    expect(dropIns).toBe(`DropInPaths=/etc/systemd/system/${proxy}.service.d/hostwright-wss.conf`);
    expect(limits.length).toBeGreaterThan(1);
    for (const line of limits) expect(Number(/files +(\d+)/.exec(line)?.[1])).toBeGreaterThan(4224);
  });

  it('finds what somebody else wrote and nobody loaded, and has it loaded', async () => {
    const written = [
      ['nginx12', 'nginx', '/etc/nginx/conf.d/others.conf', 'map $uri $by_others { default 1; }'],
      ['apache13', 'Apache', '/etc/apache2/conf-enabled/others.conf', '# by others'],
      ['haproxy12', 'haproxy', '/etc/haproxy/conf.d/others.cfg', '# by others'],
      ['haproxy13', 'haproxy', '/etc/haproxy/conf.d/others.cfg', '# by others'],
    ] as const;
    const others = written.filter(([name]) => name in ours);
    await Promise.all(
      others.map(([name, , file, text]) => asRoot(lab(), name, `sleep 3; echo '${text}' >${file}; sleep 1`)),
    );
    const own = Object.fromEntries(others.map(([name]) => [name, ours[name] ?? {}]));
    const plan = await secureWebsocket('plan', lab(), own);
    const apply = await secureWebsocket('apply', lab(), own);
    const again = await secureWebsocket('plan', lab(), own);
    for (const [name, title, file] of others) {
      expect(plan.text).toContain(`${title} has not read ${file} since it was written`);
      expect(plan.hosts[name], plan.text).toMatchObject({ would_change: 1 });
      expect(apply.hosts[name], apply.text).toMatchObject({ changed: 1, failed: 0 });
      expect(again.hosts[name], again.text).toMatchObject({ would_change: 0 });
    }
  });

  it('touches no file that belongs to a package, one number of nginx.conf aside', async () => {
    for (const name of names)
      expect(await asRoot(lab(), name, 'dpkg --verify | grep -v " /etc/nginx/nginx.conf$" || :')).not.toMatch(
        / \/etc\/(nginx|apache2|haproxy)/,
      );
    const number = 'grep -c "worker_connections 4096;" /etc/nginx/nginx.conf';
    if (withPair) expect(await asRoot(lab(), 'nginx12', number)).toBe('1\n');
  });

  it('fails the host where the node answers unsafe methods', async () => {
    await setNode(lab(), one, { methods: 'unsafe' });
    const { code, text } = await secureWebsocket('apply', lab(), { [one]: ours[one] ?? {} });
    await setNode(lab(), one, { methods: 'safe' });
    expect(code).toBe(1);
    expect(text).toContain('answers system_peers');
    expect(text).toContain('--rpc-methods=safe');
  });
});

describe.each(names)('%s', (name) => {
  it('keeps every path with the node: /@127.0.0.1:9955/ is no way out', async () => {
    const { path } = await seenByNode(addressOf(name), {}, '/@127.0.0.1:9955/x');
    expect(path).toBe('/@127.0.0.1:9955/x');
  });

  it('limits a client that makes up a new X-Forwarded-For for each request', async () => {
    const counts = await postMany(addressOf(name), 100, (index) => ({
      'x-forwarded-for': `192.0.2.${index}`,
    }));
    expect(counts[200]).toBeGreaterThan(30);
    expect(counts[200]).toBeLessThan(90);
    expect(counts[429]).toBeGreaterThan(5);
    await sleep(3000);
  });

  it('tells the node who the client is, whatever the client says', async () => {
    const lies = { 'x-forwarded-for': '6.6.6.6', forwarded: 'for=6.6.6.6', 'x-real-ip': '6.6.6.6' };
    const { headers } = await seenByNode(addressOf(name), lies);
    const controller = addressOf(name).replace(/\.\d+$/, '.1');
    expect(headers).toMatchObject({ 'x-forwarded-for': controller, 'x-real-ip': controller });
    expect(headers).not.toHaveProperty('forwarded');
    expect(JSON.stringify(headers)).not.toContain('6.6.6.6');
  });

  it('asks for no upgrade where the client asked for none', async () => {
    const { headers } = await seenByNode(addressOf(name));
    expect(headers.connection ?? '').not.toMatch(/upgrade/i);
  });

  it('hands on no upgrade but to WebSocket', async () => {
    const h2c = {
      upgrade: 'h2c',
      connection: 'Upgrade, HTTP2-Settings',
      'http2-settings': 'AAMAAABkAAQAAP__',
    };
    const { headers } = await seenByNode(addressOf(name), h2c);
    expect(headers).not.toHaveProperty('upgrade');
    expect(headers).not.toHaveProperty('http2-settings');
    expect(headers.connection ?? '').not.toMatch(/upgrade/i);
  });

  it('keeps logs that administrators alone can read, without queries', async () => {
    await post(addressOf(name), call('system_health'), {}, '/logged?key=hidden');
    const logs = '/var/log/*/hostwright-wss*.log';
    const inJournal = name.startsWith('haproxy');
    if (!inJournal) expect(await asRoot(lab(), name, `stat -c '%a %G' ${logs} | sort -u`)).toBe('640 adm\n');
    const text = await asRoot(lab(), name, inJournal ? 'journalctl -q -o cat -u haproxy' : `cat ${logs}`);
    expect(text).toContain('"POST /logged HTTP/1.1" 200');
    expect(text).not.toContain('hidden');
  });

  it('lets a large request through', async () => {
    const { status } = await post(addressOf(name), call('system_health', ['x'.repeat(15_000_000)]));
    expect(status).toBe(200);
  });

  it('has a certificate for its address, and a key that nobody else can read', async () => {
    const san = 'openssl x509 -noout -ext subjectAltName -in /etc/ssl/certs/hostwright-wss.crt';
    expect(await asRoot(lab(), name, san)).toContain(`IP Address:${addressOf(name)}`);
    const key = 'stat -c "%a %U" /etc/ssl/private/hostwright-wss.key';
    expect(await asRoot(lab(), name, key)).toBe('600 root\n');
  });
});

describe('clients that take what they can', () => {
  it('1,700 connections of one address that never end a request: others are served, and these are cut', async () => {
    const flood = await beginMany(addressOf(one), 1700, [secondAddress(lab())]);
    const own = addressOf(one).replace(/\.\d+$/, '.1');
    const statuses = [];
    for (let index = 0; index < 5; index += 1) statuses.push(await postFrom(addressOf(one), own));
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    await expect.poll(() => flood.counts, { timeout: 14_000 }).toMatchObject({ opened: 1700, cut: 1700 });
    flood.end();
  });

  it('six addresses of one IPv6 /64 are one client, and another /64 is another', async () => {
    const host = ipv6Of(lab(), one);
    const [{ answered, seconds }, other] = await Promise.all([
      answeredFrom(host, addressesIn(lab(), 1, 6), 45),
      answeredFrom(host, addressesIn(lab(), 2, 1), 20),
    ]);
    expect(other.answered).toBe(20);
    // A burst of 40, and 20 a second; six clients would have been answered all 270.
    expect(answered).toBeLessThan(45 + 20 * (seconds + 1));
  });
});

describe('limits', () => {
  it.each(ofRelease('12'))('%s gives one client 50 WebSockets, and no more', async (name) => {
    const sockets = await openMany(addressOf(name), 60, 60);
    closeAll(sockets);
    expect(sockets).toHaveLength(50);
  });

  it.each(ofRelease('13'))('%s lets in pages of the sites that are allowed, and programs', async (name) => {
    const address = addressOf(name);
    const status = async (headers: Record<string, string>) =>
      (await post(address, call('system_health'), headers)).status;
    expect(await status({})).toBe(200);
    expect(await status({ origin: 'https://polkadot.js.org' })).toBe(200);
    expect(await status({ origin: 'https://polkadot.js.org.example.org' })).toBe(403);
    expect(await open(address, { origin: 'https://example.org' })).toBeUndefined();
  });
});

describe('a second endpoint, by path, and a bootnode, by name', () => {
  const domain = 'boot.example.org';
  const own = ownCertificates([domain]);
  const { certificate, key } = own.issued.get(domain) ?? {};
  const trust = {
    certificate_pem: certificate,
    certificate_key_pem: key,
    certificate_authority: own.authority,
  };

  it('have their own node, and all are found in order in two round trips', async () => {
    const second = { name: 'second', wss_path: '/second', node_port: 9945 };
    const boot = {
      name: 'boot',
      kind: 'bootnode',
      domain,
      rpc_port: 9944,
      certificate: 'provided',
      ...trust,
    };
    const entriesOf = (name: string) => [{}, second, { ...boot, proof_address: addressOf(name) }];
    const both = Object.fromEntries(
      names.map((name) => [name, { ...ours[name], endpoints: entriesOf(name) }]),
    );
    for (const name of names) await startNode(lab(), name, 9945);
    const made = await secureWebsocket('apply', lab(), both);
    expect(made.code, made.text).toBe(0);
    const again = await secureWebsocket('apply', lab(), both);
    for (const name of names) {
      expect(again.hosts[name], again.text).toMatchObject({ changed: 0, failed: 0 });
      expect(again.hosts[name]?.round_trips, name).toBeLessThanOrEqual(2);
      for (const [path, port] of [
        ['/', 9944],
        ['/second', 9945],
      ] as const)
        expect((await seenByNode(addressOf(name), {}, path)).headers.host).toBe(`127.0.0.1:${port}`);
    }
    // Each host's line has its peer ID; js-libp2p dials no other.
    const told = [...made.text.matchAll(/to dial it: (\/dns\/[\w.]+\/tcp\/443\/wss\/p2p\/\w+)/g)];
    const dialled = new Set(told.map(([, address = '']) => address));
    expect(dialled.size).toBe(names.length);
    for (const name of names) {
      trustFrom(own.authority, new Map([[domain, addressOf(name)]]));
      const peers = await Promise.allSettled([...dialled].map(dial));
      const open = peers.flatMap((peer) => (peer.status === 'fulfilled' ? [peer.value] : []));
      expect(open).toHaveLength(1);
      expect(await open[0]?.ping()).toBeGreaterThan(0);
      await open[0]?.close();
    }
  });
});
