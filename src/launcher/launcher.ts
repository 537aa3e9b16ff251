#!/usr/bin/env node
// What the command `hostwright` is: it starts the program (src/main.ts), with what V8 compiled of it when it was built.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cacheOf, programIn } from './program.js';

const file = fileURLToPath(new URL('./hostwright.cjs', import.meta.url));

programIn(file, cached()).start();

/** A build that could not run what it built has none. */
function cached(): Buffer | undefined {
  try {
    return readFileSync(cacheOf(file));
  } catch {
    return undefined;
  }
}
