// This machine through each of its shells: folders for PATH in which `sh` is dash, bash or busybox. With SHELLS=odd also
// through shells and tools that hosts of the next years have (long tier: odd-hosts).

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/connection.js';
import type { ConnectionSettings } from '../../src/inventory/inventory.js';
import { connectLocal } from '../../src/transport/local.js';

export interface TestShell {
  readonly name: string;
  /** PATH for its processes. busybox has its own utilities and no others. */
  readonly path: string;
}

/** @throws when one of the shells is not installed: a test that skips a shell proves nothing about it */
export function makeShells(): { readonly shells: readonly TestShell[]; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-shells-'));
  const shells = ['dash', 'bash', 'busybox'].map((name) => {
    const own = join(folder, name);
    execFileSync('mkdir', [own]);
    const program = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    if (name === 'busybox') execFileSync(program, ['--install', '-s', own]);
    else symlinkSync(program, join(own, 'sh'));
    return { name, path: name === 'busybox' ? own : `${own}:${process.env.PATH}` };
  });
  if (process.env.SHELLS === 'odd') shells.push(...oddShells(folder));
  return { shells, remove: () => rmSync(folder, { recursive: true }) };
}

/** mksh, and dash with the tools of uutils, unpacked and not installed. The packages are those of this Debian. */
function oddShells(folder: string): readonly TestShell[] {
  const debs = join(folder, 'debs');
  mkdirSync(debs);
  execFileSync('apt-get', ['-qq', 'download', 'mksh', 'rust-coreutils'], { cwd: debs });
  for (const deb of readdirSync(debs)) execFileSync('dpkg', ['-x', join(debs, deb), join(folder, 'odd')]);
  const shell = (name: string, program: string) => {
    const own = join(folder, name);
    mkdirSync(own);
    symlinkSync(program, join(own, 'sh'));
    return { name, path: `${own}:${process.env.PATH}` };
  };
  const uutils = shell('uutils', '/bin/dash');
  const tools = join(folder, 'odd/usr/lib/cargo/bin/coreutils');
  return [shell('mksh', join(folder, 'odd/bin/mksh')), { ...uutils, path: `${tools}:${uutils.path}` }];
}

/** yash, unpacked: a shell that is refused. */
export function makeYash(): { readonly yash: TestShell; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-yash-'));
  execFileSync('apt-get', ['-qq', 'download', 'yash'], { cwd: folder });
  for (const deb of readdirSync(folder)) execFileSync('dpkg', ['-x', join(folder, deb), join(folder, 'odd')]);
  symlinkSync(join(folder, 'odd/usr/bin/yash'), join(folder, 'sh'));
  const yash = { name: 'yash', path: `${folder}:${process.env.PATH}` };
  return { yash, remove: () => rmSync(folder, { recursive: true }) };
}

export function connectShell(shell: TestShell, env: NodeJS.ProcessEnv = {}): Connection {
  return connectLocal(localEndpoint, { ...process.env, ...env, PATH: shell.path });
}

export const localEndpoint: ConnectionSettings = {
  host: 'here',
  connection: 'local',
  address: 'here',
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  knownHostsFiles: [],
  jump: undefined,
  connectTimeout: undefined,
};
