// How a change came out: what its last step said, and what the host shows afterwards.

import type { Change } from '../change.js';
import type { JsonObject } from '../json.js';
import type { Output } from '../module.js';
import type { Decision } from './decide.js';
import { failureMessage, type ItemResult, registeredOf } from './item_result.js';
import { lookAt, type StateItem } from './state_item.js';
import type { Target } from './target.js';

export async function judge(
  target: Target,
  state: StateItem,
  change: Change,
  last: Output | undefined,
): Promise<ItemResult> {
  if (last && last.code !== 0) {
    const registered = registeredOf({ changed: true, failed: true }, last);
    return result('failed', change, registered, { message: failureMessage(last), output: last });
  }
  if (change.judge === 'exit') {
    const registered = registeredOf({ changed: true, failed: false }, last);
    return result('changed', change, registered, { output: last });
  }
  const after = await lookAt(target, state, () => []);
  if (after.kind !== 'nothing') {
    const registered = registeredOf({ changed: true, failed: true }, undefined);
    return result('failed', change, registered, { message: notConverged(after) });
  }
  const found = state.module.result?.(state.item.wanted, after.found);
  return result('changed', change, registeredOf({ changed: true, failed: false }, undefined, found));
}

export function result(
  status: ItemResult['status'],
  change: Change,
  registered: JsonObject,
  more: Partial<ItemResult> = {},
): ItemResult {
  return { status, fields: change.fields, ms: 0, secret: false, registered, ...more };
}

export function notConverged(after: Exclude<Decision, { kind: 'nothing' }>): string {
  if (after.kind !== 'change') return `every step succeeded, but afterwards: ${after.why}`;
  const names = after.change.fields.map((field) => field.name).join(', ');
  return `every step succeeded, but the host still differs in ${names}`;
}
