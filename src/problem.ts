// A problem is a mistake in the user's files or command line, with its place and what to do about it.

/** Where a value stands in one of the user's files. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake. `message` says what is wrong, `advice` what to do; both are for the user, in full sentences. */
export interface Problem {
  readonly message: string;
  readonly place?: Place | undefined;
  readonly advice?: string | undefined;
}

/**
 * Thrown where the user's input cannot be used. Ends the program with exit code 3 before a host is touched, or fails
 * the one task that ran into it. It carries all problems that were found, never only the first.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** @throws ProblemError where there are some */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemError(problems);
}

/** Throws one problem. */
export function fail(message: string, place?: Place, advice?: string): never {
  throw new ProblemError([{ message, place, advice }]);
}

/**
 * Does something with a text that must not be quoted: its problems keep their places and lose their words.
 *
 * @param what is said instead
 */
export function withoutWords<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(error.problems.map(({ place }) => ({ message: what, place })));
  }
}

/** `site.yml:8:7: unknown module "aptt"` and, on a line of its own, the advice. */
export function formatProblem({ message, place, advice }: Problem): string {
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  return `${where}${message}${advice ? `\n  ${advice}` : ''}`;
}
