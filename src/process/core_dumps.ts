// No memory of this process on disk: opened secrets are in it.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Node cannot set its own limits, so a program does (prlimit of util-linux): only where dumps are allowed, which is rare. */
export function forbidCoreDumps(): void {
  if (!allowsCoreDumps()) return;
  spawnSync('prlimit', ['--pid', String(process.pid), '--core=0:'], { stdio: 'ignore' });
}

/** proc(5), limits. Elsewhere than on Linux they are off unless somebody asks for them. */
function allowsCoreDumps(): boolean {
  try {
    return /^Max core file size +(?!0 )/m.test(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return false;
  }
}
