// Once before all test files: the programs that most of them talk to, and the one build that all of them run.

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import packageFile from '../../package.json' with { type: 'json' };
import { installMissing, type Tools } from './tools.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with all that is shipped, built from these sources, and links to what it needs. */
    readonly program: string;
  }
}

const common: Tools = {
  '/usr/sbin/sshd': 'openssh-server',
  '/usr/bin/ssh': 'openssh-client',
  '/bin/busybox': 'busybox-static',
  '/bin/dash': 'dash',
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/python3': 'python3-minimal',
  '/usr/bin/age': 'age',
};

/** @returns what to do after the last test */
export default async function setUp(project: TestProject): Promise<() => void> {
  await installMissing(common);
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-program-'));
  await build(folder);
  project.provide('program', folder);
  return () => rmSync(folder, { recursive: true });
}

/** Not `dist` of the checkout, which may be stale, or in use. */
async function build(folder: string): Promise<void> {
  const root = resolve(import.meta.dirname, '../..');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const shipped = ['package.json', ...packageFile.files.filter((name) => name !== 'dist')];
  for (const name of shipped.filter((each) => existsSync(join(root, each))))
    cpSync(join(root, name), join(folder, name), { recursive: true });
  await promisify(execFile)(process.execPath, [join(root, 'build.mjs'), join(folder, 'dist')]);
}
