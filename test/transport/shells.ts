// This machine through each of its shells: folders for PATH in which `sh` is dash, bash or busybox.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/connection.js';
import type { Endpoint } from '../../src/inventory/inventory.js';
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
  return { shells, remove: () => rmSync(folder, { recursive: true }) };
}

export function connectShell(shell: TestShell, env: NodeJS.ProcessEnv = {}): Connection {
  return connectLocal(localEndpoint, { ...process.env, ...env, PATH: shell.path });
}

export const localEndpoint: Endpoint = {
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
