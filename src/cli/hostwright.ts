// A command line in, an exit code out. The process stays its caller's: nothing here ends it.

import { CommanderError } from '@commander-js/extra-typings';
import { ProblemError } from '../problem.js';
import { shownSource } from '../project/source.js';
import { printProblems } from '../report/problems.js';
import { buildProgram } from './index.js';

/** The command line or a file is wrong; nothing was touched. */
const wrongInput = 3;
/** 128 + SIGINT. */
const interrupted = 130;

/** Does what the words say, with the streams, the environment and the folder of this process. @returns the exit code */
export async function hostwright(words: readonly string[]): Promise<number> {
  try {
    const program = await buildProgram(words);
    await program.parseAsync(words, { from: 'user' });
    // Set by the verb; absent where nothing went wrong.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return tell(error, !words.includes('--no-color'));
  }
}

function tell(error: unknown, colour: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongInput;
  if (error instanceof ProblemError) {
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
