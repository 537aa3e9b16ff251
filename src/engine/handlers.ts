// Handlers: due when notified, run at the end of the play in the order of the page, each once, also after a failure.

import type { Task } from '../playbook/play.js';
import { isDue } from './due.js';
import type { HostRun } from './run_context.js';
import type { Walk, WalkEnd } from './walk.js';

/**
 * A handler may notify a later one, or one that has not run.
 *
 * @param settle whether those that ran are crossed off on the host: not while what they acted on may be put back
 */
export async function runHandlers(
  host: HostRun,
  walk: Walk,
  { settle }: { readonly settle: boolean },
): Promise<WalkEnd> {
  const ran = new Set<Task>();
  const paid: Task[] = [];
  let end: WalkEnd = 'finished';
  while (end === 'finished') {
    const due = host.play.handlers.filter((handler) => !ran.has(handler) && isDue(handler, host.due));
    if (due.length === 0) break;
    for (const handler of due) ran.add(handler);
    end = await walk(host, due, { handlers: true, onDone: (handler) => paid.push(handler) });
  }
  if (settle && host.run.mode === 'apply' && end !== 'unreachable') {
    // Written down before a change that then failed without changing anything: nothing is owed.
    const isSettled = (handler: Task) => paid.includes(handler) || !isDue(handler, host.due);
    await host.ledger.settle(isSettled, new Set(paid.map((handler) => handler.name.text)));
  }
  return end;
}

/** A host that was lost or interrupted keeps its debts; the person must know them. */
export function leaveHandlers(host: HostRun): void {
  const left = host.play.handlers.filter((handler) => isDue(handler, host.due));
  if (left.length === 0) return;
  const names = left.map((handler) => handler.name.text).join(', ');
  const message = `these handlers are due and did not run; the next apply runs them: ${names}`;
  host.run.emit({ type: 'warning', host: host.host.name, message });
}
