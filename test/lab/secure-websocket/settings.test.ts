// What an operator sets in the inventory holds on the host: everything other than its default, with each proxy.

import { beforeAll, describe, expect, it } from 'vitest';
import { readDhParameters } from '../../../src/module_parts/dh_parameters/rfc7919.js';
import { libraries, useLab } from '../hosts.js';
import { call, get, idleFor, open, post, postMany, seenByNode, sleep } from './client.js';
import { type HostVariables, type Report, secureWebsocket } from './hostwright.js';
import { asRoot, followRecipeForApache, hostAddress, startNode } from './seed.js';

const lab = useLab(
  [
    { name: 'nginx', release: 'bookworm' },
    { name: 'apache2', release: 'trixie' },
    { name: 'haproxy', release: 'bookworm' },
    { name: 'recipe-apache', release: 'bookworm' },
  ],
  libraries,
);

const domain = 'rpc.lab.test';

/** DHPARAM=generate has openssl look for its own, which takes minutes on a busy machine. */
const dhparam = process.env.DHPARAM ?? 'standard';

/** The controller plays the load balancer in front of the hosts. */
function settings(): HostVariables {
  const controller = hostAddress(lab(), 'nginx').replace(/\.\d+$/, '.1');
  const common = {
    domain,
    wss_port: 8443,
    trusted_proxies: [controller],
    allowed_clients: [controller, '203.0.113.0/24'],
    hsts_seconds: 63_072_000,
    body_megabytes: 1,
    expected_clients: 500,
    certificate_key_type: 'rsa2048',
  };
  // Nobody knows the domain.
  const settingsOf = (name: string) => ({ proxy: name, proof_address: hostAddress(lab(), name), ...common });
  const nodes = [{ port: 9944 }, { port: 9945 }];
  return {
    nginx: { ...settingsOf('nginx'), nodes, idle_seconds: 2, dhparam },
    apache2: { ...settingsOf('apache2'), nodes, dhparam: 'standard' },
    haproxy: { ...settingsOf('haproxy'), idle_seconds: 2, dhparam: 'standard' },
  };
}

let report: Report;
beforeAll(async () => {
  await Promise.all(['nginx', 'apache2'].map((name) => startNode(lab(), name, 9945)));
  [report] = await Promise.all([
    secureWebsocket('apply', lab(), settings()),
    followRecipeForApache(lab(), 'recipe-apache'),
  ]);
});

describe.each(['nginx', 'apache2', 'haproxy'])('%s', (name) => {
  const address = () => `${hostAddress(lab(), name)}:8443`;
  const health = (size = 0) => call('system_health', ['x'.repeat(size)]);

  it('is proven under its name and on its port', () => {
    expect(report.code, report.text).toBe(0);
    expect(report.text).toContain(`wss://${domain}:8443/ works`);
  });

  it('gives clients without elliptic curves DH parameters, nginx and haproxy those of their file', async () => {
    const ask = `openssl s_client -connect 127.0.0.1:8443 -tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384 -msg </dev/null 2>/dev/null`;
    expect(await asRoot(lab(), name, ask)).toMatch(/Temp Key: DH, 2048 bits/);
    if (name === 'apache2') return;
    const file = await asRoot(lab(), name, 'cat /etc/ssl/certs/hostwright-dhparam.pem');
    expect(readDhParameters(file)).toEqual({
      source: name === 'nginx' && dhparam === 'generate' ? 'generate' : 'rfc7919',
      bits: 2048,
    });
    // DER of the prime, behind its tag, its length and a zero.
    const der = Buffer.from(file.replaceAll(/-----.*-----/g, ''), 'base64');
    const prime = der.subarray(9, 9 + 256).toString('hex');
    expect(await asRoot(lab(), name, `${ask} | tr -d ' \\n'`)).toContain(prime);
  });

  it('sends browsers there from port 80', async () => {
    const { status, headers } = await get(hostAddress(lab(), name), '/x?y', domain);
    expect([status, headers.location]).toEqual([308, `https://${domain}:8443/x?y`]);
  });

  it('tells browsers to insist on https', async () => {
    const { headers } = await post(address(), health(), { host: `${domain}:8443` });
    expect(headers['strict-transport-security']).toBe('max-age=63072000');
  });

  it('believes the load balancer about the client, and only it', async () => {
    const { headers } = await seenByNode(address(), { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' });
    expect(headers['x-forwarded-for']).toBe('203.0.113.7');
  });

  it('takes the clients behind the load balancer for more than one', async () => {
    const headersOf = (index: number) => ({ 'x-forwarded-for': `203.0.113.${index}` });
    expect(await postMany(address(), 60, headersOf)).toEqual({ 200: 60 });
  });

  it('lets in the clients that are allowed, and nobody else', async () => {
    const statusFor = async (client: string) =>
      (await post(address(), health(), { 'x-forwarded-for': client })).status;
    expect(await statusFor('203.0.113.7')).toBe(200);
    expect(await statusFor('198.51.100.7')).toBe(403);
    expect(await open(address(), { 'x-forwarded-for': '198.51.100.7' })).toBeUndefined();
  });

  it.skipIf(name === 'haproxy')(
    'is served by both nodes, and by one alone where the other turns unsafe',
    async () => {
      let clients = 0;
      // Each is another client, so that none is one too many.
      const ask = () => {
        clients += 1;
        return seenByNode(address(), { 'x-forwarded-for': `203.0.113.${(clients % 250) + 1}` });
      };
      const serving = async () => {
        const seen = await Promise.all(Array.from({ length: 20 }, ask));
        return [...new Set(seen.map(({ headers }) => headers.host))].sort().join(' ');
      };
      const until = async (wanted: string) => {
        let last = await serving();
        for (let left = 15; left > 0 && last !== wanted; left -= 1) {
          await sleep(1000);
          last = await serving();
        }
        expect(last).toBe(wanted);
      };
      await until('127.0.0.1:9944 127.0.0.1:9945');
      // systemd starts nothing more than five times in ten seconds, unless that is forgotten.
      const unit = 'hostwright-wss-nodes.service';
      const look = `systemctl reset-failed ${unit}; systemctl start ${unit}`;
      await asRoot(lab(), name, `echo '{"methods":"unsafe"}' >/etc/lab-node-9945.json; ${look}`);
      await until('127.0.0.1:9944');
      await asRoot(lab(), name, `echo '{}' >/etc/lab-node-9945.json; ${look}; ${look}; ${look}`);
      await until('127.0.0.1:9944 127.0.0.1:9945');
    },
  );

  it('takes no larger request than allowed', async () => {
    expect((await post(address(), health(900_000))).status).toBe(200);
    // haproxy reads no more of it, so who is still sending may be cut off (0) before it reads 413.
    const refused = name === 'haproxy' ? [413, 0] : [413];
    expect(refused).toContain((await post(address(), health(1_100_000))).status);
  });
});

describe('a quiet connection', () => {
  const held = async (address: string, patience: number) => {
    const socket = await open(address);
    if (socket === undefined) throw new Error('no WebSocket');
    const milliseconds = await idleFor(socket, patience);
    socket.terminate();
    return milliseconds;
  };

  it.each(['nginx', 'haproxy'])('is cut by %s after the time that is set', async (name) => {
    expect(await held(`${hostAddress(lab(), name)}:8443`, 8000)).toBeLessThan(4000);
  });

  it('is not cut by the Timeout of Apache, 300 seconds and here 2; with the recipe it is', async () => {
    const shorten = "echo 'Timeout 2' >/etc/apache2/conf-enabled/zzz-timeout.conf; systemctl restart apache2";
    await Promise.all(['apache2', 'recipe-apache'].map((name) => asRoot(lab(), name, shorten)));
    const [own, recipe] = await Promise.all([
      held(`${hostAddress(lab(), 'apache2')}:8443`, 6000),
      held(hostAddress(lab(), 'recipe-apache'), 6000),
    ]);
    expect(own).toBe(6000);
    expect(recipe).toBeLessThan(4000);
  });
});

describe('clients that are allowed', () => {
  it('have to be this machine too: what it could not prove is put back', async () => {
    const strangers = { allowed_clients: ['192.0.2.1'] };
    const { code, text } = await secureWebsocket('apply', lab(), {
      nginx: { ...settings().nginx, ...strangers },
      apache2: { ...settings().apache2, ...strangers },
      haproxy: { ...settings().haproxy, ...strangers },
    });
    expect(code).toBe(1);
    expect(text).toMatch(/upgrade: HTTP 403 instead of 101[^}]*allowed_clients/);
    // The workers of before the put-back may answer for a moment.
    for (const name of ['nginx', 'apache2', 'haproxy'])
      await expect
        .poll(async () => (await post(`${hostAddress(lab(), name)}:8443`, call('system_health'))).status, {
          timeout: 10_000,
        })
        .toBe(200);
  });
});

describe('a certificate of the operator', () => {
  const own = {
    self_signed: false,
    certificate_file: '/etc/ssl/own.crt',
    certificate_key_file: '/etc/ssl/own.key',
  };
  const names = ['nginx', 'haproxy'] as const;
  const withOwn = (): HostVariables =>
    Object.fromEntries(names.map((name) => [name, { ...settings()[name], ...own }]));

  it('has to be there before anything is changed for it', async () => {
    const { code, text, hosts } = await secureWebsocket('apply', lab(), withOwn());
    expect(code).toBe(1);
    expect(text).toContain('/etc/ssl/own.crt');
    for (const name of names) expect(hosts[name]).toMatchObject({ changed: 0 });
  });

  it('is served, and has to be one that clients trust', async () => {
    for (const name of names)
      await asRoot(
        lab(),
        name,
        `openssl req -x509 -nodes -newkey rsa:2048 -keyout /etc/ssl/own.key -out /etc/ssl/own.crt -subj /CN=own \\
        -addext subjectAltName=DNS:${domain}`,
      );
    const { code, text } = await secureWebsocket('apply', lab(), withOwn());
    expect(code).toBe(1);
    expect(
      text.match(/trust: the certificate is not trusted: it is self-signed/g)?.length,
    ).toBeGreaterThanOrEqual(2);
  });
});
