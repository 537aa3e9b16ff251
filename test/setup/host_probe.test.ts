// What a host prints when it is looked at, and what is read from it; the scripts run in the shells of this machine too.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostProbes, readHostProbes } from '../../src/setup/conversation/host_probe.js';

const output = (stdout: string, code = 0) => ({ code, stdout: Buffer.from(stdout), stderr: Buffer.from('') });

it('reads a host with a proxy, sites and certificates', () => {
  const look = readHostProbes(
    [
      output(`system Debian GNU/Linux 13 (trixie)
name rpc1.example.org
proxy nginx runs
proxy apache2 stands
proxy haproxy runs
ufw active
address 10.0.0.1
address 192.0.2.1
`),
      output('LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=1,fd=6))\n'),
      output(
        'name nginx _\nname nginx Shop.example.org\nname apache2 https://a.example.org:443\nname haproxy shop\nkeeps haproxy 8080\npair /c /k\n',
      ),
      output(`certificate /etc/letsencrypt/live/a/fullchain.pem /etc/letsencrypt/live/a/privkey.pem
notAfter=Nov 25 12:00:00 2030 GMT
X509v3 Subject Alternative Name:
    DNS:a.example.org, DNS:*.b.example.org, IP Address:192.0.2.1
certificate /broken /key
`),
    ],
    ['192.0.2.1'],
  );
  expect(look).toEqual({
    system: 'Debian GNU/Linux 13 (trixie)',
    fullName: 'rpc1.example.org',
    addresses: ['192.0.2.1', '10.0.0.1'],
    proxies: [
      { name: 'nginx', runs: true, sites: ['shop.example.org'], keeps: [] },
      { name: 'apache2', runs: false, sites: ['a.example.org'], keeps: [] },
      { name: 'haproxy', runs: true, sites: ['shop'], keeps: [8080] },
    ],
    listeners: [{ port: 443, address: '0.0.0.0', program: 'nginx' }],
    certificates: [
      {
        path: '/etc/letsencrypt/live/a/fullchain.pem',
        keyPath: '/etc/letsencrypt/live/a/privkey.pem',
        names: ['a.example.org', '*.b.example.org', '192.0.2.1'],
        until: new Date('2030-11-25T12:00:00Z'),
      },
    ],
    firewall: 'active',
  });
});

it('fails where the host could not be asked', () => {
  const outputs = [output('system x\n'), output('', 127), output(''), output('')];
  expect(() => readHostProbes(outputs, [])).toThrow('the host did not answer');
});

describe.each(['dash', 'bash'])('%s', (shell) => {
  // ss is no part of the shell, and not on every machine that tests run on.
  it.each(hostProbes.filter((script) => !script.startsWith('ss ')).map((script, at) => [at, script]))(
    'runs script %i, which changes nothing',
    (_, script) => {
      const folder = mkdtempSync(`${tmpdir()}/hostwright-look-`);
      execFileSync(shell, ['-eu', '-c', `cd ${folder}\nset +eu\n${script}`], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      rmdirSync(folder);
    },
  );

  it('finds a pair in either order, and passes over a certificate that is empty', () => {
    // What lies beneath hostwright-* is our own, and passed over.
    const folder = mkdtempSync(`${tmpdir()}/look-`);
    const pair = { cert: `${folder}/a.crt`, key: `${folder}/a.key` };
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const made = ['-subj', '/CN=a', '-addext', 'subjectAltName=DNS:a.example.org', '-days', '2'];
    execFileSync('openssl', [...request, ...made, '-keyout', pair.key, '-out', pair.cert], { stdio: 'pipe' });
    writeFileSync(`${folder}/z.crt`, '');
    const site = (cert: string, key: string) => `server { ${cert}\n${key} }\n`;
    const sites = [
      site(`ssl_certificate_key ${pair.key};`, `ssl_certificate ${pair.cert};`),
      site(`ssl_certificate ${pair.cert};`, `ssl_certificate_key ${folder}/b.key;`),
      site(`ssl_certificate ${folder}/z.crt;`, `ssl_certificate_key ${folder}/z.key;`),
    ];
    // In a folder of theirs, from where they are included.
    writeFileSync(`${folder}/nginx.conf`, `http { include ${folder}/vhosts/*.conf; }`);
    mkdirSync(`${folder}/vhosts`);
    writeFileSync(`${folder}/vhosts/a.conf`, `${sites.join('')}server { server_name Shop.example.org _; }`);
    writeFileSync(`${folder}/vhosts/unread`, 'server { server_name none.example.org; }');
    const scripts = hostProbes.map((script) => script.replaceAll('/etc/nginx', folder));
    const outputs = scripts.map((script, at) =>
      output(at < 2 ? '' : execFileSync(shell, ['-c', script], { encoding: 'utf8', stdio: 'pipe' })),
    );
    outputs[0] = output('proxy nginx runs\n');
    const { certificates, proxies } = readHostProbes(outputs, []);
    rmSync(folder, { recursive: true });
    expect(proxies).toEqual([{ name: 'nginx', runs: true, sites: ['shop.example.org'], keeps: [] }]);
    expect(certificates.filter(({ path }) => path.startsWith(folder))).toEqual(
      [pair.key, `${folder}/b.key`].map((keyPath) =>
        expect.objectContaining({ path: pair.cert, keyPath, names: ['a.example.org'] }),
      ),
    );
  });

  it('haproxy: frontends of others, the ports that they keep, and certificates whose key is apart', () => {
    const folder = mkdtempSync(`${tmpdir()}/look-`);
    const file = `${folder}/haproxy.cfg`;
    writeFileSync(
      file,
      `# frontend none
listen shop
  bind :8443,127.0.0.1:9000 ssl crt ${folder}/a.pem
  bind [::1]:9001 ssl crt ${folder}/b.pem
frontend hostwright-wss.443
.if !defined(X)
  bind :443 ssl crt /etc/haproxy/hostwright-wss/443/
.endif
backend one
`,
    );
    for (const name of ['a.pem', 'b.pem', 'b.pem.key']) writeFileSync(`${folder}/${name}`, '');
    const script =
      hostProbes[2]?.replaceAll('/etc/haproxy/haproxy.cfg', file).replace('-x /usr/sbin/haproxy', '1') ?? '';
    const said = execFileSync(shell, ['-c', script], { encoding: 'utf8', stdio: 'pipe' });
    rmSync(folder, { recursive: true });
    expect(said.split('\n').filter((line) => /haproxy|look-/.test(line))).toEqual([
      'name haproxy shop',
      `pair ${folder}/b.pem ${folder}/b.pem.key`,
      'keeps haproxy 8443',
    ]);
  });
});
