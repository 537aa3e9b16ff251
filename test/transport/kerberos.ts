// A Kerberos realm of its own: a real KDC (MIT) on a loopback port, with its database, keys and configuration in a
// temporary folder. Nothing of the machine's own Kerberos is read or written.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Tools } from '../setup/tools.js';
import { freePort } from './sshd.js';

export interface Realm {
  /** For every program that takes part, client or server. */
  readonly env: NodeJS.ProcessEnv;
  /** Writes the keys of a service of this host into a file that its server reads (KRB5_KTNAME). */
  keytab(service: string): string;
  /** Logs a user in: answers the cache with their ticket (KRB5CCNAME). */
  ticket(user: string): string;
  /** The services for which a cache holds a ticket. */
  servicesOf(cache: string): readonly string[];
  stop(): Promise<void>;
}

/** What a realm is made of. */
export const kerberosTools: Tools = {
  '/usr/sbin/krb5kdc': 'krb5-kdc',
  '/usr/sbin/kadmin.local': 'krb5-admin-server',
  '/usr/bin/kinit': 'krb5-user',
};

const REALM = 'HOSTWRIGHT.TEST';

/** @param users who can log in */
export async function startRealm(users: readonly string[]): Promise<Realm> {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-realm-'));
  const path = (name: string) => join(folder, name);
  const port = await freePort();
  writeFileSync(path('krb5.conf'), clientConfiguration(port));
  writeFileSync(path('kdc.conf'), kdcConfiguration(port, path));
  const env = { KRB5_CONFIG: path('krb5.conf'), KRB5_KDC_PROFILE: path('kdc.conf') };
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  const newKeys = (principal: string, file: string) => {
    run('/usr/sbin/kadmin.local', 'addprinc', '-randkey', principal);
    run('/usr/sbin/kadmin.local', 'ktadd', '-k', file, principal);
    return file;
  };

  run('/usr/sbin/kdb5_util', 'create', '-s', '-P', 'of the database');
  for (const user of users) newKeys(user, path(`${user}.keytab`));
  const kdc = spawn('/usr/sbin/krb5kdc', ['-n'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(kdc, 'exit');
  await listening(kdc.stderr);
  return {
    env,
    keytab: (service) => newKeys(service, path('service.keytab')),
    ticket: (user) => {
      run('/usr/bin/kinit', '-k', '-t', path(`${user}.keytab`), '-c', path(`${user}.cache`), user);
      return path(`${user}.cache`);
    },
    servicesOf: (cache) =>
      [...run('/usr/bin/klist', cache).matchAll(/ (\S+)@HOSTWRIGHT\.TEST$/gm)].map(([, name = '']) => name),
    stop: async () => {
      kdc.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** It says into its log when it listens; a log that ends before holds the reason. */
async function listening(log: Readable): Promise<void> {
  let said = '';
  for await (const chunk of log.iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (said.includes('commencing operation')) return void log.resume();
  }
  throw new Error(`krb5kdc does not listen: ${said}`);
}

/** No DNS: names are taken as they are, and the only realm is where it is said to be. */
function clientConfiguration(port: number): string {
  return `[libdefaults]
  default_realm = ${REALM}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  ${REALM} = {
    kdc = 127.0.0.1:${port}
  }
`;
}

function kdcConfiguration(port: number, path: (name: string) => string): string {
  return `[realms]
  ${REALM} = {
    database_name = ${path('principal')}
    key_stash_file = ${path('stash')}
    kdc_listen = 127.0.0.1:${port}
    kdc_tcp_listen = 127.0.0.1:${port}
  }
[logging]
  kdc = STDERR
`;
}
