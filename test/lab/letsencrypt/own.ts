// An authority of our own, and what it issues: certificates that somebody brings along.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

export interface Own {
  /** PEM. */
  readonly authority: string;
  /** By domain, PEM. */
  readonly issued: ReadonlyMap<string, { readonly certificate: string; readonly key: string }>;
}

export function ownCertificates(domains: readonly string[]): Own {
  const folder = mkdtempSync(`${tmpdir()}/hostwright-own-`);
  const openssl = (...words: readonly string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  const text = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const self = ['-x509', '-days', '9', '-subj', '/CN=our own', '-keyout', 'ca.key', '-out', 'ca.crt'];
  try {
    openssl('req', ...newKey, ...self);
    const issued = domains.map((domain) => {
      const request = ['-subj', `/CN=${domain}`, '-addext', `subjectAltName=DNS:${domain}`];
      openssl('req', ...newKey, ...request, '-keyout', 'own.key', '-out', 'own.csr');
      const sign = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy'];
      openssl('x509', '-req', '-in', 'own.csr', ...sign, '-days', '9', '-out', 'own.crt');
      return [domain, { certificate: text('own.crt'), key: text('own.key') }] as const;
    });
    return { authority: text('ca.crt'), issued: new Map(issued) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
