// Which handlers a notification means.

import type { Task } from '../playbook/play.js';

/** @param due names that were notified: of handlers, or words that they listen to */
export function isDue(handler: Task, due: ReadonlySet<string>): boolean {
  return [handler.name.text, ...handler.listen].some((name) => due.has(name));
}
