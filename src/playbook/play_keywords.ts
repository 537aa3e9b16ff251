// The keywords of plays whose values have a shape of their own.

import { entryOf, type Located, type LocatedMap } from '../yaml/located.js';
import { type Problems, readFlag } from '../yaml/shape.js';

/** Percentage of hosts that may fail: `any_errors_fatal` means none. */
export function readTolerated(play: LocatedMap, problems: Problems): number | undefined {
  const [percentage, fatal] = ['max_fail_percentage', 'any_errors_fatal'].map(
    (key) => entryOf(play, key)?.value,
  );
  const value = percentage?.kind === 'scalar' ? percentage.value : undefined;
  const isPercentage = typeof value === 'number' && value >= 0 && value <= 100;
  if (percentage && !isPercentage)
    problems.push({ message: 'expected a percentage, from 0 to 100', place: percentage.place });
  if (fatal && readFlag(fatal, problems)) return 0;
  return isPercentage ? value : undefined;
}

/** It is always as if it were true, so only that can be written. */
export function checkForceHandlers(node: Located, problems: Problems): void {
  if (readFlag(node, problems) !== false) return;
  problems.push({
    message: 'force_handlers cannot be false',
    place: node.place,
    advice: 'leave it out: handlers that are due run also after a failure, or by the next apply',
  });
}
