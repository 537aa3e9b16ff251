// What clients would say about a certificate.

import { expect, it } from 'vitest';
import type { SeenCertificate } from '../../../src/proof/checks/certificate.js';
import { judgeDates } from '../../../src/proof/checks/dates.js';
import { judgeNames } from '../../../src/proof/checks/names.js';
import { judgeTrust } from '../../../src/proof/checks/trust.js';
import type { Trust } from '../../../src/proof/target.js';

const now = new Date('2026-11-22T12:00:00Z');
const fingerprint = 'AB:'.repeat(31).concat('CD');
const good: SeenCertificate = {
  fingerprint,
  coversName: true,
  names: 'DNS:rpc.example.org',
  issuer: 'C=US\nO=An authority\nCN=R1\u202e',
  validFrom: new Date('2026-10-01T00:00:00Z'),
  validTo: new Date('2027-01-01T00:00:00Z'),
  distrust: undefined,
};

const chain: Trust = { kind: 'authorities', pem: '' };
const made = (...fingerprints: readonly string[]): Trust => ({ kind: 'remembered', fingerprints, pem: '' });
const pin = (text: string): Trust => ({ kind: 'fingerprint', fingerprint: text });

it.each<[string, Partial<SeenCertificate>, Trust, string, string | RegExp]>([
  ['trusted', {}, chain, 'passed', 'issued by "R1?"'],
  ['pinned', { distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, pin(fingerprint), 'passed', /^AB:.*, as expected$/],
  ['pinned in another spelling', {}, pin('ab'.repeat(31).concat('cd')), 'passed', /^AB:/],
  ['another pin', {}, pin('EF:'.repeat(32)), 'failed', /^another certificate is shown: AB:.* instead of EF:/],
  [
    'not trusted',
    { distrust: 'CERT_UNTRUSTED' },
    chain,
    'failed',
    'the certificate is not trusted: "CERT_UNTRUSTED"',
  ],
  [
    'remembered',
    { distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    made('EF'.repeat(32), fingerprint),
    'passed',
    /^AB:.*, as was remembered when it was made$/,
  ],
  [
    'a stranger where another is remembered',
    { distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    made('EF'.repeat(32)),
    'failed',
    /^not the certificate that was made is shown: AB:.* instead of EFEF/,
  ],
  ['one that clients trust in its place', {}, made('EF'.repeat(32)), 'passed', /^issued by/],
  [
    'one that clients trust no longer in its place',
    { distrust: 'CERT_HAS_EXPIRED', validTo: new Date('2026-11-01') },
    made('EF'.repeat(32)),
    'failed',
    /^not the certificate that was made/,
  ],
  [
    'expired, which the check of dates tells',
    { distrust: 'CERT_HAS_EXPIRED', validTo: new Date('2026-11-01') },
    chain,
    'passed',
    /^issued by/,
  ],
  [
    'its issuer expired',
    { distrust: 'CERT_HAS_EXPIRED' },
    chain,
    'failed',
    /a certificate of its chain has expired/,
  ],
])('trust: %s', (_, seen, trust, status, words) => {
  const finding = judgeTrust({ ...good, ...seen }, trust, now);
  expect(finding.status).toBe(status);
  expect(finding.seen).toMatch(words);
  expect(status === 'failed').toBe(finding.advice !== undefined);
});

it('names: what a certificate is for is quoted', () => {
  const finding = judgeNames({ ...good, coversName: false, names: 'DNS:other\u202e' }, 'rpc.example.org');
  expect(finding.seen).toBe('it is not for rpc.example.org but for "DNS:other?"');
});

it.each<[string, string, string, string, boolean]>([
  ['2026-10-01', '2027-01-01', 'passed', '39 days left, until 2027-01-01', false],
  ['2026-09-01', '2026-11-30', 'passed', '7 days left, until 2026-11-30', true],
  // One that lives for six days is renewed on the fourth.
  ['2026-11-20', '2026-11-26', 'passed', '3 days left, until 2026-11-26', false],
  ['2026-11-18', '2026-11-24', 'passed', '1 day left, until 2026-11-24', true],
  ['2026-11-23', '2027-01-01', 'failed', 'it is not valid before 2026-11-23T00:00:00.000Z', true],
  ['2026-01-01', '2026-11-22', 'failed', 'it expired at 2026-11-22T00:00:00.000Z', true],
])('dates: %s to %s', (from, to, status, seen, advised) => {
  const finding = judgeDates({ ...good, validFrom: new Date(from), validTo: new Date(to) }, now);
  expect(finding).toMatchObject({ status, seen });
  expect(finding.advice !== undefined).toBe(advised);
});
