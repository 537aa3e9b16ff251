#!/usr/bin/env node
// The edge of the process: arguments in, exit code out. Nothing else in the program ends the process.

import { setFlagsFromString } from 'node:v8';
import { CommanderError } from '@commander-js/extra-typings';
import { buildProgram } from './cli/index.js';
import { shownSource } from './cli/source.js';
import { ProblemError } from './problem.js';
import { printProblems } from './report/problems.js';

/** The command line or a file is wrong; nothing was touched. */
const wrongInput = 3;
/** 128 + SIGINT. */
const interrupted = 130;

// The V8 of Node 20 optimizes a function when 132 KB of it were run. Most runs are over before that pays: half of the CPU of
// `validate` went into it. Later ones have a quick tier between, and do not know the flag.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1500000');

// A reader that went away (`hostwright modules | head -1`) is no failure.
process.stdout.on('error', () => undefined);

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongInput;
  if (error instanceof ProblemError) {
    const colour = !process.argv.includes('--no-color');
    printProblems(error.problems, process.stderr, colour, shownSource);
    return wrongInput;
  }
  // Ctrl-C at a question of inquirer.
  if (error instanceof Error && error.name === 'ExitPromptError') return interrupted;
  // A defect of hostwright's own: the stack is for its maintainers.
  process.stderr.write(
    `hostwright failed in a way that it should not:\n${(error as Error)?.stack ?? String(error)}\n`,
  );
  return 1;
}
