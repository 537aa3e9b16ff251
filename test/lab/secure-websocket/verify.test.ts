// `verify` on real proxies: what is proven, and each fault with its cause, found on nginx and on Apache alike.

import { beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../../../src/finding.js';
import type { VerifyEvent } from '../../../src/verify_event.js';
import { libraries, useLab } from '../hosts.js';
import { secondAddress } from './flood.js';
import { type HostVariables, secureWebsocket } from './hostwright.js';
import { asRoot, hostAddress, setNode } from './seed.js';

const lab = useLab(
  [
    { name: 'nginx', release: 'bookworm' },
    { name: 'apache', release: 'trixie' },
  ],
  libraries,
);

const proxies: HostVariables = { nginx: {}, apache: { proxy: 'apache2' } };

/** What takes long, what disturbs, and what is asked only where there are several nodes. */
const onRequest: readonly string[] = ['idle', 'requests', 'connections', 'network', 'unfinished', 'nodes'];
const ofBootnodes: readonly string[] = ['peer', 'announced'];

const addressOf = (name: string) => hostAddress(lab(), name);

beforeAll(async () => {
  const { code, text } = await secureWebsocket('apply', lab(), proxies);
  expect(code, text).toBe(0);
});

async function verify(hosts: HostVariables = proxies, words: readonly string[] = []) {
  const { code, text } = await secureWebsocket('verify', lab(), hosts, words);
  const events = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as VerifyEvent);
  const findings = events.flatMap((event) => (event.type === 'finding' ? [event] : []));
  const ends = events.flatMap((event) => (event.type === 'endpoint' ? [event] : []));
  /** What failed on a host: `check (cause): what was seen`. */
  const faults = (host: string) =>
    findings.flatMap((finding) =>
      finding.host === host && finding.status === 'failed'
        ? [`${finding.check} (${finding.cause}): ${finding.seen.replaceAll(addressOf(host), 'ADDRESS')}`]
        : [],
    );
  return { code, text, findings, ends, faults };
}

it('proves what apply made, by the fingerprint that is remembered or that the host says', async () => {
  const { code, text, findings, ends } = await verify(proxies, ['--log-in']);
  expect(code, text).toBe(0);
  expect(ends.map(({ host, status }) => `${host} ${status}`).sort()).toEqual([
    'apache proven',
    'nginx proven',
  ]);
  for (const host of ['nginx', 'apache']) {
    const own = findings.filter((finding) => finding.host === host);
    expect(own.map(({ check }) => check)).toEqual(
      CHECKS.filter((check) => ![...onRequest, ...ofBootnodes].includes(check)),
    );
    expect(own.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(own.find(({ check }) => check === 'redirect')?.seen).toBe(
      `HTTP 308 to "https://${addressOf(host)}/"`,
    );
  }
  const [{ link } = { link: '' }] = ends.filter(({ host }) => host === 'nginx');
  expect(link).toBe(`https://polkadot.js.org/apps/?rpc=wss%3A%2F%2F${addressOf('nginx')}%2F`);
});

/** Breaks both hosts alike, and mends them whatever happens. */
async function broken(how: string, mend: string, look: () => Promise<void>): Promise<void> {
  try {
    await Promise.all(['nginx', 'apache'].map((name) => asRoot(lab(), name, how)));
    await look();
  } finally {
    await Promise.all(['nginx', 'apache'].map((name) => asRoot(lab(), name, mend)));
  }
}

const everywhere = 'for s in nginx apache2; do systemctl -q is-active $s && systemctl reload $s; done; :';

describe('a fault of the node', () => {
  it('down: nothing is said about what it would refuse', async () => {
    await broken('systemctl stop lab-node', 'systemctl start lab-node', async () => {
      const { code, ends, faults } = await verify();
      expect(code).toBe(1);
      expect(ends.map(({ causes }) => causes)).toEqual([['node'], ['node']]);
      expect(faults('nginx').map((fault) => fault.split(',')[0])).toEqual([
        'upgrade (node): HTTP 502 instead of 101',
        'post (node): a POST of system_health: HTTP 502',
      ]);
      expect(faults('apache').map((fault) => fault.split(',')[0])).toEqual([
        'upgrade (node): HTTP 503 instead of 101',
        'post (node): a POST of system_health: HTTP 503',
      ]);
    });
  });

  it('unsafe', async () => {
    await Promise.all(['nginx', 'apache'].map((name) => setNode(lab(), name, { methods: 'unsafe' })));
    const { code, faults } = await verify();
    await Promise.all(['nginx', 'apache'].map((name) => setNode(lab(), name, {})));
    expect(code).toBe(1);
    for (const host of ['nginx', 'apache'])
      expect(faults(host)).toEqual(['unsafe (node): system_peers is answered: unsafe methods are public']);
  });
});

describe('a fault of the way there', () => {
  it('an address that nobody has', async () => {
    const gone = { nginx: { ansible_host: addressOf('nginx').replace(/\.\d+$/, '.199') } };
    const { code, ends, text } = await verify(gone);
    expect(code, text).toBe(4);
    expect(ends).toMatchObject([{ status: 'unreachable', causes: ['path'] }]);
  });

  it('a name that leads nowhere, though the endpoint itself works', async () => {
    const { code, faults } = await verify({ nginx: { domain: 'nowhere.invalid' } });
    expect(code).toBe(1);
    expect(faults('nginx')[0]).toMatch(/^name \(path\): nowhere.invalid: the name /);
  });
});

describe('a fault of the proxy', () => {
  it('not running', async () => {
    await broken(
      'systemctl stop nginx apache2 2>/dev/null || :',
      'systemctl start nginx 2>/dev/null || systemctl start apache2',
      async () => {
        const { code, faults } = await verify();
        expect(code).toBe(1);
        for (const host of ['nginx', 'apache'])
          expect(faults(host)).toEqual(['tcp (ours): ADDRESS:443: connection refused']);
      },
    );
  });

  it('no upgrade, TLS 1.1, weak ciphers, and http:// that stays', async () => {
    const files =
      '/etc/nginx/sites-available/hostwright-wss.conf /etc/apache2/sites-available/hostwright-wss.conf';
    const spoil = `for f in ${files}; do
  [ -e $f ] || continue
  cp -p $f /root/kept
  sed -i -e '/proxy_set_header Upgrade/d' -e 's/ upgrade=websocket//' \\
    -e 's/ssl_protocols.*/ssl_protocols TLSv1.1 TLSv1.2 TLSv1.3;/' -e 's/SSLProtocol.*/SSLProtocol -all +TLSv1.1 +TLSv1.2/' \\
    -e 's/ssl_ciphers.*/ssl_ciphers DEFAULT@SECLEVEL=0;/' -e 's/SSLCipherSuite.*/SSLCipherSuite DEFAULT@SECLEVEL=0/' \\
    -e 's/return 308.*/return 200 hello;/' -e '/RedirectMatch 308/d' $f
done
${everywhere}`;
    const mend = `for f in ${files}; do [ ! -e $f ] || cp -p /root/kept $f; done; ${everywhere}`;
    await broken(spoil, mend, async () => {
      const { code, ends, faults } = await verify();
      expect(code).toBe(1);
      expect(ends.map(({ causes }) => causes)).toEqual([['ours'], ['ours']]);
      for (const host of ['nginx', 'apache'])
        expect(faults(host), host).toEqual([
          'tls_versions (ours): TLSv1.1 is accepted',
          expect.stringMatching(/^ciphers \(ours\): [A-Z0-9-]+ is accepted$/),
          expect.stringMatching(/^upgrade \(ours\): HTTP \d+ instead of 101$/),
          expect.stringMatching(/^redirect \(ours\): HTTP 200 on port 80, and no redirect$/),
        ]);
    });
  });
});

describe('--intrusive', () => {
  it('finds that both proxies reject who wants too much, and serve another client meanwhile', async () => {
    const second = secondAddress(lab());
    const { code, text, findings } = await verify(proxies, ['--intrusive']);
    expect(code, text).toBe(0);
    const seen = (check: string) =>
      findings.filter((finding) => finding.check === check).map((finding) => finding.seen);
    expect(seen('requests')).toHaveLength(2);
    // Where they all come in the same moment, Apache closes the connections beyond its limit for one address first.
    for (const words of seen('requests'))
      expect(words).toMatch(
        new RegExp(
          `^\\d+ of 200 .* with (HTTP 429|the connection was reset).*; ${second} was served meanwhile$`,
        ),
      );
    for (const words of seen('connections'))
      expect(words).toMatch(
        new RegExp(`^\\d+ connections were given, then .*; ${second} was served meanwhile$`),
      );
  });
});
