// What clients would say about a certificate.

import { expect, it } from 'vitest';
import { judgeCertificate, type SeenCertificate } from '../../src/proof/certificate.js';

const now = new Date('2026-11-22T12:00:00Z');
const fingerprint = 'AB:'.repeat(31).concat('CD');
const good: SeenCertificate = {
  fingerprint,
  coversName: true,
  names: 'DNS:rpc.example.org',
  validFrom: new Date('2026-01-01T00:00:00Z'),
  validTo: new Date('2027-01-01T00:00:00Z'),
  distrust: undefined,
};

it.each<[string, Partial<SeenCertificate>, string | undefined, string | RegExp]>([
  ['trusted', {}, undefined, `${fingerprint}, valid until 2027-01-01`],
  ['pinned', { distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, fingerprint, /^AB:.*2027-01-01$/],
  ['pinned in another spelling', {}, 'ab'.repeat(31).concat('cd'), /^AB:/],
  ['another pin', {}, 'EF:'.repeat(32), /^another certificate is served: AB:.* instead of EF:/],
  [
    'not trusted',
    { distrust: 'CERT_UNTRUSTED' },
    undefined,
    'the certificate is not trusted: "CERT_UNTRUSTED"',
  ],
  [
    'not for the name, though pinned',
    { coversName: false, names: 'DNS:other\u202e' },
    fingerprint,
    'the certificate is not for rpc.example.org but for "DNS:other?"',
  ],
  ['not yet', { validFrom: new Date('2026-11-23T00:00:00Z') }, undefined, /is not valid before 2026-11-23T/],
  ['no more', { validTo: new Date('2026-11-22T11:59:59Z') }, fingerprint, /expired at 2026-11-22T11:59:59/],
])('%s', (_, seen, pin, detail) => {
  const step = judgeCertificate({ ...good, ...seen }, { name: 'rpc.example.org', pin }, now);
  expect(step.detail).toMatch(detail);
  expect(step.ok).toBe(step.advice === undefined);
});
