// How a change came out: what its last step said, and what the host shows afterwards.

import type { Change } from '../../change.js';
import type { JsonObject } from '../../json.js';
import type { Output } from '../../module.js';
import { failureMessage } from '../host/last_words.js';
import { type Decision, probe } from './probe.js';
import { type ItemResult, registeredOf } from './result.js';
import type { StateItem } from './task_item.js';

export async function resultOfChange(
  it: StateItem,
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
  const after = await probe(it, () => []);
  if (after.kind !== 'nothing') {
    const registered = registeredOf({ changed: true, failed: true }, undefined);
    return result('failed', change, registered, { message: notConverged(after) });
  }
  const found = it.module.result?.(it.item.wanted, after.found);
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

type Unconverged = Exclude<Decision, { kind: 'nothing' }>;

export function notConverged(after: Unconverged): string {
  if (after.kind !== 'change') return `every step succeeded, but afterwards: ${after.why}`;
  return `every step succeeded, but the host still differs in ${differsIn(after)}`;
}

/** No answer came to any attempt, so nothing is said of how far the steps got, but for what the host shows. */
export function neverAnswered(times: number, after: Unconverged): string {
  const lost = `the connection was lost ${times === 1 ? 'while it ran' : `each of the ${times} times that it ran`}`;
  return after.kind === 'change'
    ? `${lost}, and the host still differs in ${differsIn(after)}`
    : `${lost}, and afterwards: ${after.why}`;
}

function differsIn({ change }: Extract<Decision, { kind: 'change' }>): string {
  return change.fields.map((field) => field.name).join(', ');
}
