// The edge of the process: arguments in, exit code out. Nothing else in the program ends the process.

import { hostwright } from './cli/hostwright.js';
import { forbidCoreDumps } from './process/core_dumps.js';
import { watchOutputs } from './process/outputs.js';

forbidCoreDumps();

const outputs = watchOutputs();
let isOver = false;
// Node ends a process that waits for nothing. A run that has not come to its end has not succeeded.
process.on('exit', (code) => {
  if (!isOver && code === 0) process.exitCode = 1;
});
void hostwright(process.argv.slice(2)).then(async (code) => {
  process.exitCode = await outputs.settle(code);
  isOver = true;
});
