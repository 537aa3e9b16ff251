// The keywords of plays whose values have a shape of their own.

import type { Located } from '../yaml/located.js';
import { type Problems, readFlag } from '../yaml/shape.js';

/** It is always as if it were true, so only that can be written. */
export function checkForceHandlers(node: Located, problems: Problems): void {
  if (readFlag(node, problems) !== false) return;
  problems.push({
    message: 'force_handlers cannot be false',
    place: node.place,
    advice: 'leave it out: handlers that are due run also after a failure, or by the next apply',
  });
}
