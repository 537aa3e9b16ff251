// Which handlers a notification means.

import type { Handler } from '../../playbook/play.js';

/** @param due names that were notified: of handlers, or words that they listen to */
export function isDue({ names }: Handler, due: ReadonlySet<string>): boolean {
  return names.some((name) => due.has(name));
}

/** The name that is a handler's alone: it stands for it on the host, and where it is due by a word of several. */
export function ownName({ name, names }: Handler): string {
  return names[0] ?? name.text;
}
