// How a change came out: by the exit code of its last step, or by what the host shows afterwards.

import type { Change } from '../../change.js';
import { failureMessage } from '../../host_words.js';
import type { JsonObject } from '../../json.js';
import type { Output } from '../../module.js';
import { type Decision, decide, nothingToDo, probe } from './decision.js';
import { type ItemResult, idle, registeredOf } from './result.js';
import type { Link } from './sent_ahead.js';
import type { StateItem } from './task_item.js';

/** @param probed what its probe said then, in a chain; else it is asked, or was in the same request */
export async function resultOfChange(
  it: StateItem,
  { change, found: before }: Extract<Decision, { kind: 'change' }>,
  last: Output | undefined,
  probed?: Output,
): Promise<ItemResult> {
  const known = change.judge === 'exit' ? it.module.result?.(it.item.wanted, before) : undefined;
  if (last && last.code !== 0) {
    const registered = registeredOf({ changed: true, failed: true }, last, known);
    return result('failed', change, registered, { message: failureMessage(last), output: last });
  }
  if (change.judge === 'exit') {
    const registered = registeredOf({ changed: true, failed: false }, last, known);
    return result('changed', change, registered, { output: last });
  }
  const after = probed ? decide(it.module, it.item.wanted, probed) : await probe(it, () => []);
  if (after.kind !== 'nothing') {
    const registered = registeredOf({ changed: true, failed: true }, undefined);
    return result('failed', change, registered, { message: notConverged(after) });
  }
  const found = it.module.result?.(it.item.wanted, after.found);
  return result('changed', change, registeredOf({ changed: true, failed: false }, undefined, found));
}

/** What came of a change that went along with an earlier one. */
export async function resultOfSent(
  it: StateItem,
  { decision, before, snippets }: Link,
  outputs: readonly Output[],
): Promise<ItemResult> {
  if (decision.kind === 'nothing') return nothingToDo(it, decision.found);
  it.onStart();
  const made = outputs.slice(1, snippets.length - 1);
  const touched = made.slice(before - 1).some(({ code }) => code === 0);
  const after = outputs[snippets.length - 1];
  return { ...(await resultOfChange(it, decision, made.at(-1), after)), touched };
}

/** The answer to it was lost, and the host shows that it is made. */
export function madeUnheard(it: StateItem, { decision }: Link): ItemResult {
  if (decision.kind === 'nothing') return nothingToDo(it, decision.found);
  it.onStart();
  return result('changed', decision.change, registeredOf({ changed: true, failed: false }, undefined));
}

export function result(
  status: ItemResult['status'],
  { fields, starts }: Change,
  registered: JsonObject,
  more: Partial<ItemResult> = {},
): ItemResult {
  return idle(status, { fields, registered, ...(status === 'changed' && { starts }), ...more });
}

type Unconverged = Exclude<Decision, { kind: 'nothing' }>;

function notConverged(after: Unconverged): string {
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
