// Which ciphers are within the profile, and which are offered to see whether they are refused.

import { createSecureContext } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { weakCiphers } from '../../../src/proof/checks/ciphers.js';
import { judgeTls } from '../../../src/proof/checks/tls.js';

const agreed = (cipher: string) =>
  ({ kind: 'agreed', protocol: 'TLSv1.2', cipher, certificates: [Buffer.of(0)] }) as never;

describe('DHE', () => {
  it.each([
    [true, 'passed'],
    [false, 'failed'],
  ])('meant to be there: %s, so it is %s', (dhe, status) => {
    expect(judgeTls(agreed('DHE-RSA-AES128-GCM-SHA256'), { dhe }).status).toBe(status);
    expect(weakCiphers({ dhe }).ciphers?.includes('!DHE-RSA-AES128-GCM-SHA256')).toBe(dhe);
  });

  it('without GCM is outside of the profile in any case', () => {
    expect(judgeTls(agreed('DHE-RSA-AES128-SHA'), { dhe: true }).status).toBe('failed');
  });
});

it('what is offered can be offered', () => {
  for (const dhe of [true, false]) createSecureContext({ ciphers: weakCiphers({ dhe }).ciphers });
});
