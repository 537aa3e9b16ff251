// The shells of this machine that tests of modules run sh in, without a transport in between.

import { spawnSync } from 'node:child_process';
import type { Output } from '../../src/module.js';

export type LocalShell = readonly [program: string, ...args: string[]];

/** busybox's shell runs busybox's own utilities instead of those on the PATH. */
export const localShells: readonly LocalShell[] = [['dash'], ['bash'], ['busybox', 'sh']];

/** Runs a script as the driver does: `LC_ALL=C`, empty standard input unless one is given. */
export function runLocally(shell: LocalShell, script: string, input: Uint8Array = Buffer.alloc(0)): Output {
  const [program, ...args] = shell;
  const { status, error, stdout, stderr } = spawnSync(program, [...args, '-c', script], {
    input,
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64 << 20,
  });
  if (error) throw error;
  return { code: status ?? 128, stdout, stderr };
}
