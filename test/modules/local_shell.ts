// The shells of this machine that tests of modules run sh in, without a transport in between.

import { spawnSync } from 'node:child_process';
import type { Output } from '../../src/module.js';

/** The words of a command that takes `-c SCRIPT`. busybox prefers its own utilities to those on the PATH. */
export const localShells = [
  { name: 'dash', shell: ['dash'] },
  { name: 'bash', shell: ['bash'] },
  { name: 'busybox', shell: ['busybox', 'sh'] },
] as const;

/** Runs a script as the driver does: `LC_ALL=C`, empty standard input unless one is given. */
export function runLocally(
  shell: readonly string[],
  script: string,
  input: Uint8Array = Buffer.alloc(0),
  env: NodeJS.ProcessEnv = process.env,
): Output {
  const [program = '', ...args] = shell;
  const ran = spawnSync(program, [...args, '-c', script], {
    input,
    env: { ...env, LC_ALL: 'C' },
    maxBuffer: 64 << 20,
  });
  // A script may end without having read its input.
  if (ran.error && !ran.error.message.endsWith('EPIPE')) throw ran.error;
  return { code: ran.status ?? 128, stdout: ran.stdout, stderr: ran.stderr };
}
