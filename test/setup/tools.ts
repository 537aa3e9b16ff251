// Installs the programs that the tests talk to, where they are missing: a fresh Debian machine has none of them.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const packages: Readonly<Record<string, string>> = {
  '/usr/sbin/sshd': 'openssh-server',
  '/usr/bin/ssh': 'openssh-client',
  '/bin/busybox': 'busybox-static',
  '/bin/dash': 'dash',
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/python3': 'python3-minimal',
  '/usr/bin/age': 'age',
  '/usr/bin/zsh': 'zsh',
  '/usr/bin/fish': 'fish',
  '/usr/bin/ansible-inventory': 'ansible-core',
  // An authenticator for FIDO keys is built (test/transport/security_key.c).
  '/usr/bin/gcc': 'gcc',
  '/usr/include/stdlib.h': 'libc6-dev',
  '/usr/include/openssl/evp.h': 'libssl-dev',
  // A Kerberos realm (test/transport/kerberos.ts).
  '/usr/sbin/krb5kdc': 'krb5-kdc',
  '/usr/sbin/kadmin.local': 'krb5-admin-server',
  '/usr/bin/kinit': 'krb5-user',
};

/** Runs once before all test files. */
export default function installTools(): void {
  installMissing(packages);
}

/** Debian packages by the program that each is for. Without root, the tests that need a missing one fail and name it. */
export function installMissing(wanted: Readonly<Record<string, string>>): void {
  const missing = Object.entries(wanted).flatMap(([path, name]) => (existsSync(path) ? [] : [name]));
  if (missing.length === 0 || process.getuid?.() !== 0) return;
  console.log(`Installing what the tests need: ${missing.join(' ')}`);
  apt('update', '-qq');
  // Some packages start a service; the tests start servers of their own, on ports of their own.
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}

function apt(...words: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'], env });
}
