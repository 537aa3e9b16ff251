// Reading goes on after a mistake, so that all mistakes of an inventory are told at once.

import { type Problem, ProblemError } from '../../problem.js';

/** Goes on after mistakes, which are told with the others. */
export async function told(problems: Problem[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(...error.problems);
  }
}
