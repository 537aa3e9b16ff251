// The program in one file, as V8 compiles it. Compiling it anew at every start took a third of the time of `validate` (docs/decisions/program.md).

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

export interface Program {
  readonly script: Script;
  start(): void;
}

/** V8's code cache of a program, beside it. */
export const cacheOf = (file: string): string => `${file}.cache`;

/**
 * V8 takes no cache that was made by another version or with other flags, and compiles then. Of the program it compares the
 * length alone: so both files are written by one build.
 *
 * @param file absolute; the program as CommonJS, in ASCII
 */
export function programIn(file: string, cachedData?: Buffer): Program {
  setFlags();
  const text = readFileSync(file, 'latin1');
  const script = new Script(`(function (require, __filename) {${text}\n})`, {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
  });
  const start = () => script.runInThisContext()(createRequire(file), file);
  return { script, start };
}

/**
 * The young generation grows at once to its full size: in small steps, collecting it took a tenth of the CPU of a converged run.
 *
 * The V8 of Node 20 optimizes a function when 132 KB of it were run. Most runs are over before that pays: half of the CPU of
 * `validate` went into it. Later ones have a quick tier between, and do not know the flag.
 */
function setFlags(): void {
  setFlagsFromString('--semi-space-growth-factor=16');
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1500000');
}
