// provided_certificate: what is refused before any host is touched, and what is refused about a certificate on a host.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import type { Change } from '../../src/change.js';
import { faultOfTexts } from '../../src/module_parts/certificate/provided_fault.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

const name = 'provided_certificate';
const certificate = readFileSync('test/modules/certificate/provided.crt', 'utf8');
const key = readFileSync('test/modules/certificate/provided.key', 'utf8');
const other = readFileSync('test/proof/certificates/key.pem', 'utf8');
const issued = readFileSync('test/proof/certificates/issued.pem', 'utf8');
const places = { path: '/etc/ssl/own.crt', key_path: '/etc/ssl/own.key' };

it.each([
  [{ certificate, key, names: ['a.test', 'x.b.test', '192.0.2.1'] }, ''],
  [{ names: 'a.test' }, ''],
  [{ certificate, names: 'a.test' }, 'key: the certificate is of no use without its key'],
  [{ key, names: 'a.test' }, 'certificate: the key is of no use without its certificate'],
  [{ certificate: 'none', key, names: 'a.test' }, 'certificate: expected certificates in PEM form'],
  [{ certificate, key: 'none', names: 'a.test' }, 'key: expected a private key in PEM form'],
  [{ certificate, key: other, names: 'a.test' }, 'key: it is the key of another certificate'],
  [{ certificate, key, names: ['a.test', 'c.test'] }, 'and not for c.test'],
  [{ certificate, key, names: '192.0.2.2' }, 'and not for 192.0.2.2'],
  [{ certificate, key, names: 'x.y.b.test' }, 'and not for x.y.b.test'],
  [{ certificate: certificate + issued, key, names: 'a.test' }, 'do not follow each other'],
])('%j', (params, mistake) => {
  const found = refusals(name, { ...places, ...params }).join('\n');
  if (mistake === '') expect(found).toBe('');
  else expect(found).toContain(mistake);
  expect(found).not.toContain('PRIVATE KEY');
});

it('asks for the dates', () => {
  const at = (date: string) => faultOfTexts(certificate, key, ['a.test'], new Date(date))?.message;
  expect(at('2020-01-01')).toContain('it is not valid before 2026-');
  expect(at('2030-01-01')).toBeUndefined();
  expect(at('2200-01-01')).toContain('it expired on 2126-');
});

it('writes the key before the certificate, and shows neither', () => {
  const wanted = { ...places, names: 'a.test', certificate, key };
  const folder = mkdtempSync(`${tmpdir()}/hostwright-provided-`);
  try {
    const here = { ...wanted, path: `${folder}/c`, key_path: `${folder}/k` };
    const [{ shell } = { shell: ['sh'] }] = localShells;
    const { stdout } = runLocally(shell, probeOf(name, here));
    const { steps, fields } = verdictOf(name, here, readBy(name, here, stdout)) as Change;
    expect(steps).toMatchObject([{ path: here.key_path, mode: '0600' }, { path: here.path }]);
    expect(JSON.stringify(fields)).not.toContain('KEY');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('an expired certificate on the host is refused', () => {
  const folder = mkdtempSync(`${tmpdir()}/hostwright-provided-`);
  const wanted = { path: `${folder}/c`, key_path: `${folder}/k`, names: 'a.test' };
  try {
    const make = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '1',
    ];
    const own = ['-subj', '/CN=a.test', '-addext', 'subjectAltName=DNS:a.test', '-keyout', `${folder}/k`];
    execFileSync('openssl', [...make, ...own, '-out', `${folder}/c`], { stdio: 'ignore' });
    const [{ shell } = { shell: ['sh'] }] = localShells;
    const text = runLocally(shell, probeOf(name, wanted)).stdout.toString();
    const judge = (printed: string) => verdictOf(name, wanted, readBy(name, wanted, printed));
    expect(judge(text)).toBeNull();
    const later = text.replace(/^now=(\d+)$/m, (_, now) => `now=${Number(now) + 2 * 86_400}`);
    expect(judge(later)).toMatchObject({ why: expect.stringContaining('has expired: put a new one there') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
