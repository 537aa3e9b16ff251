// self_signed_certificate: what hosts printed, and what follows. Made and renewed by real openssl, in the shells of
// this machine: test/modules/laws.test.ts; on real hosts: test/lab/certificate.test.ts.

import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { ProbeError } from '../../src/module.js';
import { modulesByName } from '../../src/modules/index.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';

const wanted = {
  path: '/etc/ssl/certs/w.crt',
  key_path: '/etc/ssl/private/w.key',
  names: ['node.example.com', '198.18.0.11', '2001:DB8::1'],
};

// trixie, 22 November 2026
const certificate = `ls=-rw-r--r-- 1 root root 648 Nov 22 17:14 /etc/ssl/certs/w.crt
content=pem
-----BEGIN CERTIFICATE-----
MIIBsDCCAVegAwIBAgIUTm7+ev+6AbsB0qURd2NVPSoGJqowCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQbm9kZS5leGFtcGxlLmNvbTAeFw0yNjExMjIxNzE0MjRaFw0y
NzExMjIxNzE0MjRaMBsxGTAXBgNVBAMMEG5vZGUuZXhhbXBsZS5jb20wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQ3vK6j48JWP9xDy70pDxHhz7/UZSJrJPl7qay1
UtUY1p4QunSM7cXEsLmej2P/EqmiFf1Qc9i5is88s+QiwwXAo3kwdzAMBgNVHRMB
Af8EAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBToAyk7nluoYuxt
ROTszYoKTRtJfTAzBgNVHREELDAqghBub2RlLmV4YW1wbGUuY29thwTGEgALhxAg
AQ24AAAAAAAAAAAAAAABMAoGCCqGSM49BAMCA0cAMEQCIDx+XjRaWYpikux+W2hw
So4+jcb0KhQUlLXZnAenrd5BAiAxQ2G89qdcvEoQ2c/C/MHzlWuAb6e4ryysqSc3
/912Pw==
-----END CERTIFICATE-----
`;
const key = `ls=-rw------- 1 root root 241 Nov 22 17:14 /etc/ssl/private/w.key
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEN7yuo+PCVj/cQ8u9KQ8R4c+/1GUi
ayT5e6mstVLVGNaeELp0jO3FxLC5no9j/xKpohX9UHPYuYrPPLPkIsMFwA==
-----END PUBLIC KEY-----
content=pem
`;
const made = 1795367664;
const DAY = 86_400;

function printed({ cert = certificate, keyPart = key, now = made, openssl = 'openssl=yes\n' } = {}): string {
  return `${openssl}now=${now}
parent=/etc/ssl/certs
nearest=/etc/ssl/certs
${cert}
-- key --
parent=/etc/ssl/private
nearest=/etc/ssl/private
${keyPart}`;
}

function judge(params: object, text: string) {
  const all = { ...wanted, ...params };
  return verdictOf('self_signed_certificate', all, readBy('self_signed_certificate', all, text));
}

function fieldsOf(verdict: ReturnType<typeof judge>) {
  return Object.fromEntries((verdict as Change).fields.map(({ name, from, to }) => [name, [from, to]]));
}

it.each([
  ['all is as wanted', {}, {}],
  ['30 days and a little are left', {}, { now: made + 335 * DAY - 1 }],
  ['the mode is as wanted', { key_mode: '0600', owner: 'root', group: 'root' }, {}],
])('nothing to do: %s', (_, params, text) => {
  expect(judge(params, printed(text))).toBeNull();
});

describe('a new certificate', () => {
  it('is announced with everything that it has', () => {
    expect(fieldsOf(judge({}, printed({ cert: '', keyPart: '' })))).toEqual({
      path: [null, '/etc/ssl/certs/w.crt'],
      key_path: [null, '/etc/ssl/private/w.key'],
      names: [null, ['node.example.com', '198.18.0.11', '2001:db8::1']],
      key_type: [null, 'ecdsa-p256'],
      days: [null, 365],
      key_mode: [null, '0600'],
    });
  });

  it.each([
    ['the end is near', {}, { now: made + 336 * DAY }, { days: [29, 365] }],
    [
      'it was made while the clock was a year ahead',
      {},
      { now: made - 365 * DAY },
      { path: ['not valid yet', wanted.path], days: [730, 365] },
    ],
    ['it has ended', {}, { now: made + 368 * DAY }, { days: [-3, 365] }],
    [
      'another name',
      { names: 'a.b' },
      {},
      { names: [['node.example.com', '198.18.0.11', '2001:db8::1'], ['a.b']] },
    ],
    ['another kind of key', { key_type: 'rsa2048' }, {}, { key_type: ['ecdsa-p256', 'rsa2048'] }],
    [
      'a key that nobody can read',
      {},
      { keyPart: 'ls=-rw------- 1 root root 9 Nov 22 17:14 /k\ncontent=broken\n' },
      { key_path: ['broken', '/etc/ssl/private/w.key'] },
    ],
  ])('because: %s', (_, params, text, fields) => {
    expect(fieldsOf(judge(params, printed(text)))).toEqual(fields);
  });

  it('keeps the group of the old key', () => {
    const keyPart = key.replace('root root', 'root ssl-cert');
    const [step] = (judge({ names: 'a.b' }, printed({ keyPart })) as Change).steps;
    expect(step).toMatchObject({
      script: expect.stringContaining('n="$new_key" hw_absent=; hw_attributes root:ssl-cert 00600'),
    });
  });

  it('certifies the key that is there, where only the certificate is gone', () => {
    const [step] = (judge({}, printed({ cert: '' })) as Change).steps;
    expect(step).toMatchObject({ script: expect.not.stringContaining('genpkey') });
  });
});

it('only the mode of the key', () => {
  const verdict = judge({ key_mode: '0640' }, printed());
  expect(verdict).toMatchObject({
    fields: [{ name: 'key_mode', from: '0600', to: '0640' }],
    steps: [
      { script: expect.stringMatching(/hw_door itself \/etc\/ssl\/private\/w.key hw_attributes '' 00640$/) },
    ],
  });
});

it.each([
  ['no openssl', { openssl: '' }, 'install the package openssl'],
  [
    'a bundle',
    { cert: `${certificate}${certificate.slice(certificate.indexOf('-----BEGIN'))}` },
    'something else than one certificate',
  ],
  [
    'another file',
    { keyPart: 'ls=-rw-r--r-- 1 root root 9 Nov 22 17:14 /k\ncontent=other\n' },
    'something else than a private key',
  ],
  ['a link', { cert: 'ls=lrwxrwxrwx 1 root root 9 Nov 22 17:14 /c -> d\ntarget=d\n' }, 'symbolic link'],
])('cannot: %s', (_, text, why) => {
  expect(judge({}, printed(text))).toMatchObject({ kind: 'missing', why: expect.stringContaining(why) });
});

it('cannot: no directory', () => {
  const text = printed({ cert: '', keyPart: '' }).replace('nearest=/etc/ssl/certs', 'nearest=/etc/ssl');
  expect(judge({}, text)).toMatchObject({
    kind: 'missing',
    why: expect.stringContaining('there is no directory /etc/ssl/certs'),
  });
});

it('tells what others may pin', () => {
  const module = modulesByName.get('self_signed_certificate');
  const found = readBy('self_signed_certificate', wanted, printed());
  expect(module?.kind === 'state' && module.result?.(wanted, found)).toEqual({
    fingerprint:
      'F6:66:46:96:5A:02:E4:16:87:B6:30:58:0A:61:89:DC:27:8C:14:BA:2F:2F:78:C1:FA:9F:3F:E8:F9:07:59:48',
    not_after: '2027-11-22T17:14:24.000Z',
    names: ['node.example.com', '198.18.0.11', '2001:db8::1'],
  });
});

it.each([
  [{ names: 'https://a.b' }, 'names: expected DNS names or IP addresses'],
  [{ renew_before: 365 }, 'renew_before: expected fewer days'],
  [{ key_path: wanted.path }, 'key_path: the key needs a file of its own'],
  [{ key_type: 'rsa1024' }, 'key_type: '],
  [{ path: 'w.crt' }, 'path: expected an absolute path'],
])('refuses %j', (params, mistake) => {
  expect(refusals('self_signed_certificate', { ...wanted, ...params })).toContainEqual(
    expect.stringContaining(mistake),
  );
});

it('never asks a host for more than the public half of its key', () => {
  expect(probeOf('self_signed_certificate', wanted)).toContain('-pubout');
  expect(probeOf('self_signed_certificate', wanted)).not.toMatch(/cat [^\n]*private/);
});

it('has not looked where the output broke off', () => {
  expect(() => judge({}, 'openssl=yes\nnow=1\n')).toThrow(ProbeError);
});
