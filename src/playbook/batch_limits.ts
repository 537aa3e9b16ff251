// How many hosts of a play have their turn together, and how many may fail. Both may be templates of what the play and the
// command line say: no host has come into it yet, so variables of hosts cannot be read.

import type { Levels } from '../expression/precedence.js';
import type { ExpressionContext } from '../expression/reading.js';
import { scopeOf } from '../expression/scope.js';
import { mayHoldTemplate } from '../expression/settle.js';
import { checkTemplates, evaluate } from '../expression/template.js';
import { type Problem, ProblemError } from '../problem.js';
import { entryOf, type Located, type LocatedMap } from '../yaml/located.js';
import { type Problems, readFlag } from '../yaml/shape.js';
import type { Play, Task } from './play.js';
import { type BatchSize, checkSerial, sizesOf } from './serial.js';

export interface BatchLimits {
  /** None: all hosts at once. */
  readonly serial: readonly BatchSize[];
  /** Percentage of a batch that may fail; where more do, the run is stopped. undefined: all may. */
  readonly tolerated: number | undefined;
}

/** The same as written. */
export interface WrittenBatchLimits {
  readonly serial: Located | undefined;
  readonly maxFailPercentage: Located | undefined;
  readonly anyErrorsFatal: boolean;
}

export function readBatchLimits(play: LocatedMap, problems: Problems): WrittenBatchLimits {
  const [serial, maxFailPercentage, fatal] = ['serial', 'max_fail_percentage', 'any_errors_fatal'].map(
    (key) => entryOf(play, key)?.value,
  );
  if (serial) checkSerial(serial, problems);
  if (maxFailPercentage && mayHoldTemplate(maxFailPercentage))
    problems.push(...checkTemplates(maxFailPercentage));
  else if (maxFailPercentage)
    percentageOf(
      maxFailPercentage.kind === 'scalar' ? maxFailPercentage.value : null,
      maxFailPercentage,
      problems,
    );
  return {
    serial,
    maxFailPercentage,
    anyErrorsFatal: (fatal && readFlag(fatal, problems)) ?? false,
  };
}

/** What the play says holds for whatever fails, so nothing in it can be left out. */
export function checkFatal(
  { anyErrorsFatal }: WrittenBatchLimits,
  tasks: readonly Task[],
  problems: Problems,
): void {
  const other = anyErrorsFatal ? tasks.find((task) => task.anyErrorsFatal === false) : undefined;
  if (!other) return;
  const advice = 'leave it out at the play, and write any_errors_fatal: true at its blocks and tasks';
  problems.push({
    message: 'any_errors_fatal: false is of no effect where the play says true',
    place: other.place,
    advice,
  });
}

/**
 * @param levels what the play has, and what the command line gives
 * @throws ProblemError where a value is none of its kind
 * @throws Unset where a question has not been answered
 */
export function batchLimitsOf({ limits }: Play, levels: Levels, context: ExpressionContext): BatchLimits {
  const { serial, maxFailPercentage, anyErrorsFatal } = limits;
  const problems: Problem[] = [];
  const scope = scopeOf(levels);
  const sizes = serial ? sizesOf(evaluate(serial, scope, context).value, serial.place, problems) : [];
  const percentage =
    maxFailPercentage &&
    percentageOf(evaluate(maxFailPercentage, scope, context).value, maxFailPercentage, problems);
  if (problems.length > 0) throw new ProblemError(problems);
  return { serial: sizes, tolerated: anyErrorsFatal ? 0 : percentage };
}

function percentageOf(value: unknown, { place }: Located, problems: Problems): number | undefined {
  const number = typeof value === 'string' && /^[\d.]+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number >= 0 && number <= 100) return number;
  problems.push({ message: 'expected a percentage, from 0 to 100', place });
  return undefined;
}
