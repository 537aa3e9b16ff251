// The probe of a task, asked as somebody: what is sent to the host, and the decision that its answer leads to.

import type { Module, StateModule } from '../../module.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { lookWithEnvironment } from '../../shell/environment.js';
import type { Look } from '../host/target.js';
import { type Decision, decide } from './decide.js';
import type { StateItem } from './task_item.js';

/** Uses the answer that was prefetched, or asks now, together with what comes next. */
export async function probe(
  { target, module, item }: StateItem,
  ahead: () => readonly Look[],
): Promise<Decision> {
  return decide(module, item.wanted, await target.answer(lookOf(module, item), ahead));
}

export function lookOf(module: StateModule<unknown, unknown>, item: ResolvedReady): Look;
export function lookOf(module: Module, item: ResolvedReady): Look | undefined;
export function lookOf(module: Module, { identity, wanted, environment }: ResolvedReady): Look | undefined {
  const probe = module.probe?.(wanted);
  if (probe === undefined) return undefined;
  const script = lookWithEnvironment(environment, probe);
  return { identity, script, asks: (module.kind === 'state' && module.asks?.(wanted)) || [] };
}
