// Handlers that restart or reload a service, where it was started after they were notified: they need not. It runs with all that
// was written before. In Ansible they do it all the same, which costs clients their connections.

import type { Handler } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { isPlain } from '../task/coming_items.js';
import { report } from '../task/report.js';
import { resolveOn } from '../task/resolve.js';
import { idle } from '../task/result.js';
import { dueOf, takeOff } from './due_handlers.js';
import type { HostRun } from './host_run.js';

/** Takes off those that are due and need not run, and tells them. @returns them */
export function takeOffStarted(host: HostRun): readonly Handler[] {
  const needless = dueOf(host).filter((handler) => {
    const items = rereadsIn(host, handler);
    const units = items.flatMap(({ units }) => units);
    if (units.length === 0 || !host.notified.areStartedSince(handler, units)) return false;
    for (const { item, units } of items) tell(host, handler, item, units);
    return true;
  });
  takeOff(host, needless);
  return needless;
}

interface Reread {
  readonly item: ResolvedReady;
  readonly units: readonly string[];
}

/** What it makes services read anew, where it does that alone; nothing where that cannot be said for certain. */
function rereadsIn(host: HostRun, { part }: Handler): readonly Reread[] {
  if (part.kind !== 'task' || part.register !== undefined || !isPlain(part)) return [];
  const rereads = resolveQuietly(host, part).map((item): Reread | undefined => {
    if (item.kind !== 'ready' || item.module.kind !== 'state' || item.delegate !== undefined)
      return undefined;
    const units = item.module.rereads?.(item.wanted as never) ?? [];
    return units.length === 0 ? undefined : { item, units };
  });
  return rereads.every((reread) => reread !== undefined) ? rereads : [];
}

function resolveQuietly(host: HostRun, task: Parameters<typeof resolveOn>[1]) {
  try {
    return resolveOn(host, task);
  } catch {
    return [];
  }
}

function tell(host: HostRun, { part }: Handler, item: ResolvedReady, units: readonly string[]): void {
  if (part.kind !== 'task') return;
  const hidesOutput = host.hidesOutput === true;
  const message = `${units.join(', ')} was started after what notified it`;
  report({ ...host, isHandler: true, hidesOutput }, part, item, idle('ok', { message }));
}
