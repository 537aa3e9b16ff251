// Installs the programs that tests talk to, where they are missing: a fresh Debian machine has none of them.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll } from 'vitest';

/** Debian packages by the program that each is for. */
export type Tools = Readonly<Record<string, string>>;

/** Call at the top of a file that needs what few tests need. */
export function useTools(wanted: Tools): void {
  beforeAll(() => installMissing(wanted), 600_000);
}

/** Without root, the tests that need a missing one fail and name it. */
export async function installMissing(wanted: Tools): Promise<void> {
  const missing = Object.entries(wanted).flatMap(([path, name]) => (existsSync(path) ? [] : [name]));
  if (missing.length === 0 || process.getuid?.() !== 0) return;
  console.log(`Installing what the tests need: ${missing.join(' ')}`);
  await apt('update', '-qq');
  // Some packages start a service; the tests start servers of their own, on ports of their own.
  await apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}

/** One at a time: test files run side by side. */
async function apt(...words: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await promisify(execFile)('flock', ['/run/lock/hostwright-tests-apt', 'apt-get', ...words], { env });
}
