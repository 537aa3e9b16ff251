// served_certificate: what hosts printed, and what follows. With real servers: test/lab/laws/served_certificate.ts.

import { expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { ProbeError } from '../../src/module.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';

const name = 'served_certificate';
const wanted = { path: '/etc/ssl/own.crt', name: 'rpc.lab.test', service: 'nginx' };
const [one, other] = ['EC:96', 'AB:12'].map((start) => `${start}${':0F'.repeat(30)}`);
const judge = (text: string) => verdictOf(name, wanted, readBy(name, wanted, text));

// trixie, 25 November 2026
const printed = (file = one, served = one) =>
  `file=sha256 Fingerprint=${file}\nserved=sha256 Fingerprint=${served}\n`;

it('finds nothing to do where the file is served', () => {
  expect(judge(printed())).toBeNull();
});

it('has the service read a file again that it does not serve', () => {
  const { fields, steps } = judge(printed(one, other)) as Change;
  expect(fields).toEqual([{ name: 'served', from: other, to: one }]);
  expect(steps).toMatchObject([{ undo: expect.stringContaining('hw_reload nginx') }]);
  expect(JSON.stringify(steps)).toContain('nginx -t');
});

it.each([
  ['openssl=no\n', 'install the package openssl'],
  ['served=\n', 'there is no certificate in /etc/ssl/own.crt'],
  [`file=sha256 Fingerprint=${one}\nserved=\n`, 'nobody shows a certificate on 127.0.0.1:443'],
])('%j: %s', (text, why) => {
  expect(judge(text)).toMatchObject({ kind: 'missing', why: expect.stringContaining(why) });
});

it('says when the look broke off', () => {
  expect(() => readBy(name, wanted, '')).toThrow(ProbeError);
});

it('asks for a name by its name, and for an address by none', () => {
  expect(probeOf(name, wanted)).toContain('-servername rpc.lab.test');
  expect(probeOf(name, { ...wanted, name: '192.0.2.1' })).toContain('-noservername');
  expect(refusals(name, { ...wanted, name: 'a b' })).toEqual(['name: expected a DNS name or an IP address']);
});
