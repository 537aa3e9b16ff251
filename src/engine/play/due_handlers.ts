// Which handlers are due on a host, and how those that have had their turn are taken off.

import type { Handler } from '../../playbook/play.js';
import { isDue, ownName } from '../task/notified.js';
import type { HostRun } from './host_run.js';

/** In the order of the page. */
export function dueOf({ play, notified: { due } }: HostRun): readonly Handler[] {
  return play.handlers.filter((handler) => isDue(handler, due));
}

/** Others may still be due by the same word, so their own names stand for them now. */
export function takeOff(host: HostRun, handlers: readonly Handler[]): void {
  if (handlers.length === 0) return;
  const left = dueOf(host).filter((handler) => !handlers.includes(handler));
  const { due } = host.notified;
  due.clear();
  for (const handler of left) due.add(ownName(handler));
}

/** On a host that was lost or interrupted they stay pending; the person must know them. */
export function leaveHandlers(host: HostRun): void {
  const left = dueOf(host);
  if (left.length === 0) return;
  const names = left.map(ownName).join(', ');
  const message = `these handlers are due and did not run; the next apply runs them: ${names}`;
  host.run.emit({ type: 'warning', host: host.host.name, message });
}
