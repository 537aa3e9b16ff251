// The probe of a task, asked as a user of the host, and the decision that its answer leads to: the same pure step for plan,
// apply and the check after a change.

import type { Change, Missing } from '../../change.js';
import { type Module, type Output, ProbeError, type StateModule } from '../../module.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { lookWithEnvironment } from '../../shell/environment.js';
import { lastLines } from '../host/last_words.js';
import type { Probe } from '../host/target.js';
import type { StateItem } from './task_item.js';

export type Decision =
  | { readonly kind: 'nothing'; readonly found: unknown }
  | { readonly kind: 'change'; readonly found: unknown; readonly change: Change }
  | Missing
  /** The host could not be looked at, which is not the same as finding nothing. */
  | { readonly kind: 'blind'; readonly why: string };

/** Uses the answer that was prefetched, or asks now, together with what comes next. */
export async function probe(
  { target, module, item }: StateItem,
  ahead: () => readonly Probe[],
): Promise<Decision> {
  return decide(module, item.wanted, await target.answer(probeOf(module, item), ahead));
}

export function probeOf(module: StateModule<unknown, unknown>, item: ResolvedReady): Probe;
export function probeOf(module: Module, item: ResolvedReady): Probe | undefined;
export function probeOf(module: Module, item: ResolvedReady): Probe | undefined {
  if (!built.has(item)) built.set(item, build(module, item));
  return built.get(item);
}

/** An item asks before its change, with it and after it; its probe is built once. */
const built = new WeakMap<ResolvedReady, Probe | undefined>();

function build(module: Module, { identity, wanted, environment }: ResolvedReady): Probe | undefined {
  const probe = module.probe?.(wanted);
  if (probe === undefined) return undefined;
  const script = lookWithEnvironment(environment, probe);
  return { identity, script, asks: (module.kind === 'state' && module.asks?.(wanted)) || [] };
}

export function decide(module: StateModule<unknown, unknown>, wanted: unknown, output: Output): Decision {
  if (output.code !== 0) return { kind: 'blind', why: blindReason(module.name, output) };
  try {
    const found = module.read(output, wanted);
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
  return `${module} could not look at the host (exit ${output.code})${words ? `: ${words}` : ''}`;
}
