// letsencrypt_certificate: what hosts printed, and what follows. Real certbot and a real ACME server: test/lab/letsencrypt.

import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { ProbeError } from '../../src/module.js';
import { isAtLeast } from '../../src/module_parts/letsencrypt/refuse.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';
import { printed } from './letsencrypt_printed.js';

const name = 'letsencrypt_certificate';
const wanted = {
  names: ['b.lab.test'],
  email: 'admin@lab.test',
  accept_terms: true,
  server: 'https://198.18.3.11:14000/dir',
  ca_file: '/etc/ssl/certs/hostwright-acme-ca.pem',
  reload: 'nginx',
};

const judge = (text: string, params: object = {}) => {
  const all = { ...wanted, ...params };
  return verdictOf(name, all, readBy(name, all, text));
};
const fieldsOf = (text: string, params: object = {}) => {
  const verdict = judge(text, params);
  return Object.fromEntries((verdict as Change).fields.map(({ name, from, to }) => [name, [from, to]]));
};
const scriptOf = (text: string, params: object = {}) =>
  (judge(text, params) as Change).steps
    .map((step) => (step.kind === 'sh' ? step.script : step.path))
    .join('\n');

const issued = 1795620869;
const DAY = 86_400;
const at = (now: number) => printed.replace(/^now=.*$/m, `now=${now}`);
const ends = Date.parse('2031-11-25T15:25:00Z') / 1000;
const [, second = ''] = printed.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/g) ?? [];

it('finds nothing to do where everything is as wanted', () => {
  expect(judge(printed)).toBeNull();
});

describe('what drifted is named', () => {
  it.each([
    ['expired', at(ends + 1), {}, { state: ['expired', 'valid'] }],
    ['the end is near', at(ends - 29 * DAY), {}, { state: ['expires in 29 days', 'valid'] }],
    ['not valid yet', at(issued - 400 * DAY), {}, { state: ['not valid yet', 'valid'] }],
    ['a short chain', printed.replace(second, ''), {}, { state: ['without its chain', 'valid'] }],
    [
      'no key',
      printed.replace(/-----BEGIN PUBLIC KEY-----[\s\S]*/, ''),
      {},
      { state: ['without its key', 'valid'] },
    ],
    [
      'a key that others may read',
      printed.replace('ls=-rw-------', 'ls=-rw-r--r--'),
      {},
      { key_mode: ['0644', '0600'] },
    ],
    ['another owner', printed.replace('1 root root', '1 operator root'), {}, { owner: ['operator', 'root'] }],
    [
      'another name',
      printed,
      { names: ['b.lab.test', 'a.lab.test'] },
      { names: [['b.lab.test'], ['a.lab.test', 'b.lab.test']] },
    ],
    ['no hook', printed.replace(/^hook=.*\n/m, ''), {}, { reload: [null, 'nginx'] }],
    ['another hook', printed, { reload: 'apache2' }, { reload: ['another hook', 'apache2'] }],
    [
      'a server that the timer does not trust',
      printed.replace(/^drop_in=.*\n/m, ''),
      {},
      { ca_file: [null, wanted.ca_file] },
    ],
    [
      'no timer',
      printed.replace('UnitFileState=enabled', 'UnitFileState=disabled'),
      {},
      { timer: ['disabled', 'enabled'] },
    ],
    [
      'a stopped timer',
      printed.replace('ActiveState=active', 'ActiveState=inactive'),
      {},
      { timer: ['stopped', 'enabled'] },
    ],
    [
      'another server',
      printed,
      { server: 'https://acme.lab.test/dir' },
      { server: [wanted.server, 'https://acme.lab.test/dir'] },
    ],
    ['RSA is wanted', printed, { key_type: 'rsa2048' }, { key_type: ['ecdsa-p256', 'rsa2048'] }],
    [
      'a renewal that goes elsewhere',
      printed.replace(/^fullchain = .*$/m, 'fullchain = /srv/other.pem'),
      {},
      { renewal: ['/srv/other.pem', '/etc/letsencrypt/live/b.lab.test/fullchain.pem'] },
    ],
  ])('%s', (_, text, params, fields) => {
    expect(fieldsOf(text, params)).toEqual(fields);
  });

  it('a certificate of a few days is due in its last third', () => {
    const lifetime = ends - Date.parse('2026-11-25T15:25:01Z') / 1000;
    expect(judge(at(Math.round(ends - lifetime / 3) + 10), { renew_before: 3000 })).not.toBeNull();
    expect(judge(at(Math.round(ends - lifetime / 3) - 10), { renew_before: 3000 })).toBeNull();
  });
});

describe('what is done about it', () => {
  it('a repair of the surroundings orders nothing', () => {
    const text = printed
      .replace('ls=-rw-------', 'ls=-rw-r--r--')
      .replace(/^hook=.*\n/m, '')
      .replace('UnitFileState=enabled', 'UnitFileState=disabled');
    expect(scriptOf(text)).not.toContain('certonly');
    expect(scriptOf(text)).toContain('systemctl enable --now --quiet certbot.timer');
  });

  it('a new certificate takes the place of the old one, and of what certbot cannot read', () => {
    expect(scriptOf(at(ends))).not.toContain('mv "$part" "$aside/$part"');
    const broken = printed.replace(/-----BEGIN CERTIFICATE-----[\s\S]*/, '');
    expect(scriptOf(broken)).toContain('mv "$part" "$aside/$part"');
  });

  it('the staging server is asked first, by the same order, where that is wanted', () => {
    const staging = 'https://198.18.3.11:14001/dir';
    const script = scriptOf(at(ends), { staging_first: true, staging_server: staging });
    const [first, then] = [
      script.indexOf(`--server ${staging}`),
      script.indexOf(`--server ${wanted.server}`),
    ];
    expect(first).toBeGreaterThan(0);
    expect(then).toBeGreaterThan(first);
    expect(script.slice(first, then)).toMatch(/--dry-run && where= && order certonly/);
    expect(scriptOf(at(ends))).not.toContain('--dry-run');
  });

  it.each([
    [{ method: 'nginx' }, '--authenticator nginx'],
    [{ method: 'apache', install: true }, '--apache'],
    [{ method: 'standalone' }, '--authenticator standalone'],
  ])('%j: certbot installs only where that is asked for', (params, words) => {
    const plugins = 'python3-certbot-nginx=2.1.0-1\npython3-certbot-apache=2.1.0-1\n';
    expect(scriptOf(`${plugins}${at(ends)}`, params)).toContain(
      `order ${'install' in params ? 'run' : 'certonly'} `,
    );
    expect(scriptOf(`${plugins}${at(ends)}`, params)).toContain(` ${words} `);
  });

  it('nothing that a playbook says is run by the shell', () => {
    const script = scriptOf(at(ends), { webroot: "/srv/it's $(id)" });
    expect(script).toContain(`--webroot-path '/srv/it'\\''s $(id)'`);
  });
});

describe('what this host cannot do is said', () => {
  const without = (line: RegExp) => printed.replace(line, '');
  it.each([
    ['no certbot', without(/^has_certbot=.*\n/m), {}, 'install the package certbot'],
    ['no openssl', without(/^has_openssl=.*\n/m), {}, 'install the package openssl'],
    ['no plugin', printed, { method: 'nginx' }, 'install the package python3-certbot-nginx'],
    [
      'an address',
      printed,
      { names: '192.0.2.1' },
      'certbot 2.1.0 of this host gets no certificate for an IP address',
    ],
    ['a profile', printed, { profile: 'shortlived' }, 'certbot 2.1.0 of this host knows no profiles'],
    ['no authority', printed.replace('has_ca=yes\n', ''), {}, 'cannot be read: copy the authority'],
    ['no timer', printed.replace('LoadState=loaded', 'LoadState=not-found'), {}, 'there is no certbot.timer'],
    [
      'port 80 is taken',
      printed.replace('has_ca=yes', 'has_ca=yes\nport80=nginx').replace(/-----BEGIN CERT[\s\S]*/, ''),
      { method: 'standalone' },
      'port 80 is taken by nginx',
    ],
  ])('%s', (_, text, params, why) => {
    expect(judge(text, params)).toMatchObject({ kind: 'missing', why: expect.stringContaining(why) });
  });

  it.each([
    ['2.1.0-4', [4, 0], false],
    ['4.0.0-2', [4, 0], true],
    ['5.3.1', [5, 3], true],
    ['5.2', [5, 3], false],
    ['10.0', [5, 3], true],
  ] as const)('certbot %s is at least %s: %s', (version, least, answer) => {
    expect(isAtLeast(version, least)).toBe(answer);
  });
});

it.each([
  [{ names: ['a b'] }, 'names: expected DNS names'],
  [{ names: 'a.test', accept_terms: false }, 'accept_terms: the ACME server gives certificates to nobody'],
  [{ names: 'a.test', accept_terms: true, staging: true, server: 'https://a.test/' }, 'staging: staging is'],
  [{ names: 'a.test', accept_terms: true, install: true }, 'install: only the methods nginx and apache'],
  [{ names: 'a.test', accept_terms: true, email: "a'b@c" }, 'email: expected an address'],
])('refuses %j', (params, mistake) => {
  expect(refusals(name, params).join('\n')).toContain(mistake);
});

it.each([
  [{ staging_first: true }, 'which server is the staging server of `server`'],
  [{ staging_first: true, server: undefined, staging: true }, 'write one of the two'],
])('%j is refused', (params, mistake) => {
  expect(refusals(name, JSON.parse(JSON.stringify({ ...wanted, ...params }))).join('\n')).toContain(mistake);
});

it('says when the look broke off', () => {
  expect(() => readBy(name, wanted, 'certbot=2.1.0-4\n')).toThrow(ProbeError);
});

it('looks without changing anything: no certbot is started', () => {
  expect(probeOf(name, wanted)).not.toMatch(/certbot (certificates|--version|renew)/);
});
