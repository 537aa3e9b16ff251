// Writing a file so that whoever reads it finds the old content or the new, and never a part of one.

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail } from '../problem.js';

/**
 * Replaces a file, or makes it. A link stays, and what it leads to is replaced.
 *
 * @param newMode permission bits where there is no such file yet, less those of the umask; an old file keeps its own
 * @throws ProblemError when it cannot be written; the old file is untouched then
 */
export function writeWhole(path: string, content: string | Uint8Array, newMode: number): void {
  const old = statSync(path, { throwIfNoEntry: false });
  const target = old ? realpathSync(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(temporary, old ? old.mode & 0o777 : newMode & ~process.umask());
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    fail(`cannot write ${path}: ${(error as Error).message}`);
  }
}
