// From a look to a decision: the same pure step for plan, apply and the check after an act.

import type { Change, Missing } from '../../change.js';
import { CouldNotLook, type Output, type StateModule } from '../../module.js';
import { lastLines } from '../host/last_words.js';

export type Decision =
  | { readonly kind: 'nothing'; readonly found: unknown }
  | { readonly kind: 'change'; readonly found: unknown; readonly change: Change }
  | Missing
  /** The host could not be looked at, which is not the same as finding nothing. */
  | { readonly kind: 'blind'; readonly why: string };

export function decide(module: StateModule<unknown, unknown>, wanted: unknown, output: Output): Decision {
  if (output.code !== 0) return { kind: 'blind', why: blindReason(module.name, output) };
  try {
    const found = module.read(output, wanted);
    const verdict = module.plan(wanted, found);
    if (verdict === null) return { kind: 'nothing', found };
    if (verdict.kind === 'missing') return verdict;
    return { kind: 'change', found, change: verdict };
  } catch (error) {
    if (error instanceof CouldNotLook) return { kind: 'blind', why: error.message };
    throw error;
  }
}

function blindReason(module: string, output: Output): string {
  const words = lastLines(output.stderr.toString(), 3);
  return `${module} could not look at the host (exit ${output.code})${words ? `: ${words}` : ''}`;
}
