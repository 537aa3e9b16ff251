// The probe of a task and the decision that its answer leads to. It is the same pure step for plan, apply and the check
// after a change. A decision that is not acted upon is told: what plan says, and what apply says where there is nothing
// to do.

import type { Change, Missing } from '../../change.js';
import { lastLines } from '../../host_words.js';
import { type Output, ProbeError, type StateModule } from '../../module.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { neverChanges } from '../../playbook/task.js';
import { probeScript } from '../../shell/step.js';
import type { Probe } from '../host/probes.js';
import { type ItemResult, idle, registeredOf } from './result.js';
import type { Foreseen } from './sent_ahead.js';
import type { StateItem } from './task_item.js';

export type Decision =
  | Foreseen
  | Missing
  /** The probe failed, which is not the same as finding nothing. */
  | { readonly kind: 'blind'; readonly why: string };

/** Uses the answer that was prefetched, or asks now, together with what comes next. */
export async function probe(
  { host, target, item }: StateItem,
  ahead: () => readonly Probe[],
): Promise<Decision> {
  const { module, wanted } = item;
  const output = await target.answer(probeOf(item), ahead);
  const brought = output.code === 0 ? await module.onBehalf?.(wanted, output, host.run.signal) : undefined;
  return decide(module, wanted, output, brought);
}

/** An item asks before its change, with it and after it; its probe is built once. @returns undefined: an action that asks nothing */
export function probeOf(item: StateItem['item']): Probe;
export function probeOf(item: ResolvedReady): Probe | undefined;
export function probeOf(item: ResolvedReady): Probe | undefined {
  if (!built.has(item)) built.set(item, build(item));
  return built.get(item);
}

const built = new WeakMap<ResolvedReady, Probe | undefined>();

function build({ module, identity, wanted, environment }: ResolvedReady): Probe | undefined {
  const probe = module.probe?.(wanted);
  if (probe === undefined) return undefined;
  const script = probeScript(environment, probe);
  return { identity, script, asks: (module.kind === 'state' && module.asks?.(wanted)) || [] };
}

export function decide(
  module: StateModule<unknown, unknown>,
  wanted: unknown,
  output: Output,
  brought?: unknown,
): Decision {
  if (output.code !== 0) return { kind: 'blind', why: blindReason(module.name, output) };
  try {
    const found = module.read(output, wanted, brought);
    const verdict = module.plan(wanted, found);
    if (verdict === null) return { kind: 'nothing', found };
    if (verdict.kind === 'missing') return verdict;
    return { kind: 'change', found, change: verdict };
  } catch (error) {
    if (error instanceof ProbeError) return { kind: 'blind', why: error.message };
    throw error;
  }
}

function blindReason(module: string, output: Output): string {
  const words = lastLines(output.stderr.toString(), 3);
  return `the probe of ${module} failed (exit ${output.code})${words ? `: ${words}` : ''}`;
}

/** How the task comes out where nothing is done: there is nothing to do, or this is a plan. */
export function announce(it: StateItem, decision: Decision): ItemResult {
  const { target } = it;
  const open = openBy(it, decision);
  if (open !== undefined) return idle('unknown', { message: open, registered: undefined });
  if (decision.kind === 'change') return announceChange(it, decision.change);
  const asSeenToday = target.pending !== undefined;
  if (decision.kind === 'nothing') return { ...nothingToDo(it, decision.found), asSeenToday };
  if (target.pending === undefined) {
    const result = decision.kind === 'missing' ? decision.result : undefined;
    return idle('failed', {
      message: decision.why,
      registered: registeredOf({ changed: false, failed: true }, undefined, result),
    });
  }
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

export function nothingToDo({ module, item }: StateItem, found: unknown): ItemResult {
  const result = module.result?.(item.wanted, found);
  return idle('ok', { registered: registeredOf({ changed: false, failed: false }, undefined, result) });
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
  const { fields, starts } = change;
  return idle('would_change', { fields, starts, registered: undefined, asSeenToday });
}
