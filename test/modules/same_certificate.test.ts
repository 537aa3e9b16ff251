// same_certificate: what it makes of what the host printed. On hosts: test/lab/letsencrypt, by verify --log-in.

import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/module.js';
import { sameCertificate } from '../../src/modules/same_certificate.js';
import { runAction } from './ask_module.js';

const print = (byte: string) => Array.from({ length: 32 }, () => byte).join(':');
const [one, other] = [print('A1'), print('B2')];
const line = (key: string, value: string) => `${key}=sha256 Fingerprint=${value}\n`;
const path = '/etc/letsencrypt/live/rpc.lab.test/fullchain.pem';
const agreed = `path=${path}\n${line('file', one)}renewal_path=${path}\n${line('renewal', one)}${line('served', one)}`;

const wanted = { site: '/etc/nginx/sites-available/rpc.conf', name: 'rpc.lab.test' };
const run = (stdout: string, params: object = {}) => {
  const seen = { code: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
  return runAction('same_certificate', { ...wanted, ...params }, { seen });
};

it('tells the fingerprint where all agree', async () => {
  expect(await run(agreed)).toEqual({
    message: `the same on disk, in certbot's renewal configuration and on the wire: SHA-256 ${one}`,
    result: { file: one, renewal: one, served: one },
  });
  const own = `path=/etc/ssl/own.crt\n${line('file', one)}${line('served', one)}`;
  expect(await run(own, { renewed: false })).toMatchObject({
    message: `the same on disk and on the wire: SHA-256 ${one}`,
  });
});

it("looks for certbot's own name where that is another", async () => {
  const lacking = await run(agreed.replace(/renewal.*\n/g, ''), { lineage: 'shared' });
  expect(lacking).toMatchObject({ message: expect.stringContaining('/etc/letsencrypt/renewal/shared.conf') });
});

describe('what differs is told', () => {
  it.each([
    ['openssl=no\n', 'openssl is not installed'],
    [`path=\n${line('served', one)}`, 'leads to no certificate'],
    [`path=${path}\n${line('served', one)}`, `there is no certificate in ${path}`],
    [agreed.replace(line('served', one), 'served=\n'), 'nobody shows a certificate on 127.0.0.1:443'],
    [
      agreed.replace(line('served', one), line('served', other)),
      `${path} holds ${one}: the proxy has to be reloaded`,
    ],
    [agreed.replace(/renewal.*\n/g, ''), 'certbot does not renew rpc.lab.test'],
    [agreed.replace(line('renewal', one), line('renewal', other)), 'what it renews will not be served'],
    [agreed.replace(line('renewal', one), ''), '(SHA-256 none)'],
  ])('%j', async (stdout, words) => {
    const { failed, message } = await run(stdout);
    expect(failed).toBe(true);
    expect(message).toContain(words);
  });
});

it('of a certificate that certbot has nothing to do with, nothing is asked there', () => {
  const probe = (renewed: boolean) =>
    (sameCertificate as Action<unknown>).probe?.({ ...wanted, port: 443, renewed });
  expect(probe(true)).toContain('/etc/letsencrypt/renewal/rpc.lab.test.conf');
  expect(probe(false)).not.toContain('letsencrypt');
});
