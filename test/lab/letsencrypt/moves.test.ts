// From one kind of certificate to another and back, other names, renewals: a client that asks for a handshake four times
// a second sees a valid one each time, apart from connections that are refused while the proxy is reloaded.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostVariables } from '../secure-websocket/hostwright.js';
import { asRoot, hostAddress } from '../secure-websocket/seed.js';
import { domainOf, useAcmeLab } from './hosts.js';

const names = ['nginx13', 'apache12'] as const;
const { lab, acme, run } = useAcmeLab([
  { name: 'nginx13', release: 'trixie' },
  { name: 'apache12', release: 'bookworm' },
]);

/** An authority of our own, and what it issued: by host. */
const own = new Map<string, { readonly certificate: string; readonly key: string }>();
let folder = '';
let authority = '';
let root = '';

beforeAll(async () => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-moves-`);
  const openssl = (...words: readonly string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '9',
    '-subj',
    '/CN=our own',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  );
  authority = readFileSync(`${folder}/ca.crt`, 'utf8');
  for (const name of names) {
    const request = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${domainOf(name)}`];
    openssl('req', ...newKey, ...request, '-keyout', 'own.key', '-out', 'own.csr');
    const sign = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', 'own.csr', ...sign, '-days', '9', '-out', 'own.crt');
    const text = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
    own.set(name, { certificate: text('own.crt'), key: text('own.key') });
    await acme().point(`new.${domainOf(name)}`, hostAddress(lab(), name));
  }
  root = await acme().root();
  const first = await run('apply', forBoth({ certificate: 'self_signed' }));
  expect(first.code, first.text).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

function forBoth(vars: Readonly<Record<string, unknown>>): HostVariables {
  return Object.fromEntries(names.map((name) => [name, vars]));
}

const provided = (): HostVariables =>
  Object.fromEntries(
    names.map((name) => {
      const { certificate, key } = own.get(name) ?? { certificate: '', key: '' };
      const pem = { certificate_pem: certificate, certificate_key_pem: key };
      return [name, { certificate: 'provided', certificate_authority: authority, ...pem }];
    }),
  );

const withNames = (): HostVariables =>
  Object.fromEntries(
    names.map((name) => [name, { certificate_names: [domainOf(name), `new.${domainOf(name)}`] }]),
  );

describe('a client that polls', () => {
  it.each([
    ['from self-signed to issued', () => forBoth({}), /Pebble Intermediate/],
    ['to another name beside the old one', withNames, /Pebble Intermediate/],
    ['and back to one', () => forBoth({}), /Pebble Intermediate/],
    ['from issued to provided', provided, /our own/],
    ['from provided to self-signed', () => forBoth({ certificate: 'self_signed' }), /lab\.test/],
    ['from self-signed to provided', provided, /our own/],
    ['from provided to issued', () => forBoth({}), /Pebble Intermediate/],
  ] as const)('%s', async (_, vars, issuer) => {
    const pollers = names.map((name) => poll(hostAddress(lab(), name), domainOf(name), [root, authority]));
    const { code, text } = await run('apply', vars());
    const seen = await Promise.all(pollers.map((poller) => poller.stop()));
    expect(code, text).toBe(0);
    for (const { faults, asked, last } of seen) {
      expect(faults).toEqual([]);
      expect(asked).toBeGreaterThan(4);
      expect(last).toMatch(issuer);
    }
    const again = await run('plan', vars());
    expect(again.code, again.text).toBe(0);
  });

  it('the key that was brought along is told nowhere, and nobody else can read it', async () => {
    const { text } = await run('plan', provided());
    for (const { key } of own.values()) expect(text).not.toContain(key.split('\n')[1]);
    for (const name of names) {
      const mode = await asRoot(lab(), name, 'stat -c "%a %U" /etc/ssl/private/hostwright-provided.key');
      expect(mode, name).toBe('600 root\n');
    }
  });
});

interface Polled {
  /** Handshakes that showed a certificate that a client does not take, and those that broke off. */
  readonly faults: readonly string[];
  readonly asked: number;
  /** The issuer of the last certificate. */
  readonly last: string;
}

/** A refused connection is no fault: a proxy may be between two processes. */
function poll(host: string, servername: string, ca: readonly string[]): { stop(): Promise<Polled> } {
  const faults: string[] = [];
  let last = '';
  const options = { host, port: 443, servername, ca: [...ca], rejectUnauthorized: false, timeout: 5000 };
  const ask = () =>
    new Promise<void>((resolve) => {
      const socket = connect(options, () => {
        const certificate = socket.getPeerX509Certificate();
        const isTrusted = socket.authorized || isSelfSigned(socket.authorizationError);
        if (certificate?.checkHost(servername) === undefined) faults.push('another name');
        else if (!isTrusted) faults.push(String(socket.authorizationError));
        else last = certificate.issuer;
        socket.destroy();
        resolve();
      });
      socket.on('timeout', () => socket.destroy(new Error('no answer')));
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNREFUSED') faults.push(error.message);
        resolve();
      });
    });
  const asking: Promise<void>[] = [];
  const timer = setInterval(() => asking.push(ask()), 250);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(asking);
      // The last of those may be older than the reload. This one begins when the run is over.
      await ask();
      return { faults, asked: asking.length, last };
    },
  };
}

/** Whoever trusts it knows its fingerprint; an expired one has another error. */
function isSelfSigned(error: unknown): boolean {
  return String(error).includes('DEPTH_ZERO_SELF_SIGNED_CERT');
}
