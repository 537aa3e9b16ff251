// Several checks whose problems are told together: whoever mends files wants to know all that is wrong with them.

import { formatProblem, type Problem, ProblemError } from '../problem.js';

/**
 * Does all the parts, in order, and gives their results.
 *
 * @throws ProblemError with the problems of all parts, each once: hosts that share a variable share its mistake
 */
export function collect<const T extends readonly unknown[]>(
  parts: {
    readonly [K in keyof T]: () => T[K];
  },
): T {
  const problems = new Map<string, Problem>();
  const results = parts.map((part) => {
    try {
      return part();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      for (const problem of error.problems) problems.set(formatProblem(problem), problem);
      return undefined;
    }
  });
  if (problems.size > 0) throw new ProblemError([...problems.values()]);
  return results as readonly unknown[] as T;
}
