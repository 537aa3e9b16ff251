#!/usr/bin/env node
// The edge of the process: arguments in, exit code out. Nothing else in the program ends the process.

import { setFlagsFromString } from 'node:v8';
import { hostwright } from './cli/hostwright.js';
import { forbidCoreDumps } from './process/core_dumps.js';
import { watchOutputs } from './process/outputs.js';

// The V8 of Node 20 optimizes a function when 132 KB of it were run. Most runs are over before that pays: half of the CPU of
// `validate` went into it. Later ones have a quick tier between, and do not know the flag.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1500000');

forbidCoreDumps();

const outputs = watchOutputs();
process.exitCode = await outputs.settle(await hostwright(process.argv.slice(2)));
