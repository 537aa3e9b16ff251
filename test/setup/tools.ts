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
};

/** Runs once before all test files. Without root the tests that need a missing program fail and name it. */
export default function installTools(): void {
  const missing = Object.entries(packages).flatMap(([path, name]) => (existsSync(path) ? [] : [name]));
  if (missing.length === 0 || process.getuid?.() !== 0) return;
  console.log(`Installing what the tests need: ${missing.join(' ')}`);
  apt('update', '-qq');
  // The package starts its service; the tests start an sshd of their own, on a port of their own.
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}

function apt(...words: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'], env });
}
