// A decision that is told and not acted upon: what plan says, and what apply says where there is nothing to do.

import type { Change } from '../../change.js';
import type { Task } from '../../playbook/play.js';
import { neverChanges } from '../../playbook/task.js';
import type { Decision } from './probe.js';
import { type ItemResult, idle, registeredOf } from './result.js';
import type { TaskHost } from './task_host.js';
import type { StateItem } from './task_item.js';

/** How the task comes out where nothing is done: there is nothing to do, or this is a plan. */
export function announce(it: StateItem, decision: Decision): ItemResult {
  const { target } = it;
  const open = openBy(it, decision);
  if (open !== undefined) return idle('unknown', { message: open, registered: undefined });
  if (decision.kind === 'change') return announceChange(it, decision.change);
  const asSeenToday = target.pending !== undefined;
  if (decision.kind === 'nothing') return { ...nothingToDo(it, decision.found), asSeenToday };
  if (target.pending === undefined) return idle('failed', { message: decision.why });
  const today = decision.kind === 'missing' ? (decision.fact ?? decision.why) : decision.why;
  return idle('unknown', {
    message: afterPending(target.pending, today),
    fields: decision.kind === 'missing' ? (decision.fields ?? []) : [],
    registered: undefined,
  });
}

/** Why the state that was found says nothing: a change that comes before starts or stops the same unit. */
function openBy({ target, module, item }: StateItem, decision: Decision): string | undefined {
  // It acts whatever it finds.
  if (decision.kind === 'change' && decision.change.judge === 'exit') return undefined;
  if (decision.kind !== 'change' && decision.kind !== 'nothing') return undefined;
  const units = module.units?.(item.wanted) ?? [];
  const unit = units.find((name) => target.pendingUnits.has(name));
  return unit && `"${target.pendingUnits.get(unit)}" comes first, and decides about ${unit}`;
}

/** @param today what is found as long as the pending change is not made */
export function afterPending(pending: string, today: string): string {
  return `"${pending}" comes first; today ${today}`;
}

function nothingToDo({ module, item }: StateItem, found: unknown): ItemResult {
  const result = module.result?.(item.wanted, found);
  return idle('ok', { registered: registeredOf({ changed: false, failed: false }, undefined, result) });
}

/** Whether the task does what it is for, or only tells what it would do. */
export function isActing({ run }: TaskHost, { checkMode }: Task): boolean {
  return checkMode === false || (run.mode === 'apply' && checkMode === undefined);
}

/** The change is told, not made. One that no apply will make either is not pending. */
function announceChange({ target, task, module, item }: StateItem, change: Change): ItemResult {
  const asSeenToday = target.pending !== undefined;
  if (task.checkMode === true) {
    const registered = registeredOf({ changed: true, failed: false }, undefined);
    return idle('would_change', { fields: change.fields, registered, asSeenToday });
  }
  if (neverChanges(task)) {
    return idle('unknown', {
      message: 'it runs only in apply, and is said to change nothing',
      registered: undefined,
    });
  }
  target.pending ??= item.title;
  for (const unit of module.units?.(item.wanted) ?? []) target.pendingUnits.set(unit, item.title);
  return idle('would_change', { fields: change.fields, registered: undefined, asSeenToday });
}
