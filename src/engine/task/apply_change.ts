// A change made on a host: its steps in one request, with the probe that says whether it is made. What a lost answer
// means, and how the change came out.

import type { Change } from '../../change.js';
import { failureMessage } from '../../host_words.js';
import type { JsonObject } from '../../json.js';
import type { Output } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import { neverChanges } from '../../playbook/task.js';
import { waitForJobs } from '../../shell/job.js';
import { randomName, snippetOf } from '../../shell/step.js';
import { beforeChange, nothingBefore } from './before_change.js';
import { type Decision, probe, probeOf } from './decision.js';
import { comeBack, sendAway } from './reboot.js';
import { type ItemResult, idle, registeredOf } from './result.js';
import type { StateItem } from './task_item.js';

/** `name` is the same for all attempts of one act, so that a step which went on meanwhile is found again. */
interface Attempt {
  readonly nth: number;
  readonly name: string;
}

export async function applyChange(
  it: StateItem,
  decision: Extract<Decision, { kind: 'change' }>,
  attempt: Attempt = { nth: 1, name: randomName() },
): Promise<ItemResult> {
  const { host, target, task, item } = it;
  const { identity, environment } = item;
  const { change } = decision;
  if (attempt.nth === 1) it.onStart();
  const began = performance.now();
  const limits = {
    onLine: it.onLine,
    ...(task.timeout !== undefined && { timeout: task.timeout }),
    ...(host.run.silenceTimeout !== undefined && { silence: host.run.silenceTimeout }),
  };
  const steps = change.steps.map((step) => snippetOf(step, attempt.name, environment));
  const asks = onlyAsks(task, change);
  const before = asks ? nothingBefore : await beforeChange(it, change.steps, attempt.nth > 1);
  const probes = change.absence ? [] : [probeOf(item), ...it.ahead().slice(0, probesAfter)];
  const send = () =>
    asks
      ? target.ask(identity, steps, limits)
      : target.act(identity, [...before.steps, ...steps], probes, { ...limits, ...before.limits });
  const outputs = await (change.absence ? sendAway(target, change.absence, send) : send());
  if (change.absence && outputs?.every(({ code }) => code === 0)) {
    const failure = await comeBack(it, decision, change.absence);
    if (failure) return { ...failure, ms: performance.now() - began };
  }
  const ms = performance.now() - began;
  if (!outputs) return { ...(await afterLoss(it, change, attempt)), ms };
  host.transaction?.answered();
  const touched = outputs.slice(before.steps.length).some(({ code }) => code === 0);
  return { ...(await resultOfChange(it, decision, outputs.at(-1))), ms, touched };
}

/** The connection was lost while the steps ran, and is restored. The host itself says how far they got. */
async function afterLoss(it: StateItem, change: Change, attempt: Attempt): Promise<ItemResult> {
  const raw = registeredOf({ changed: true, failed: false }, undefined);
  if (change.judge === 'exit') {
    const message = 'the connection was lost while it ran, so nobody knows whether it finished';
    return result('failed', change, { ...raw, failed: true }, { message, touched: true });
  }
  if (change.steps.some((step) => step.kind === 'sh' && step.detached)) await waitForDetached(it);
  const decision = await probe(it, it.ahead);
  if (decision.kind === 'change' && attempt.nth < attempts)
    return applyChange(it, decision, { ...attempt, nth: attempt.nth + 1 });
  if (decision.kind === 'nothing') return result('changed', change, raw);
  const message = neverAnswered(attempt.nth, decision);
  const advice = attempt.nth === attempts ? whatEndsIt : undefined;
  return result('failed', change, { ...raw, failed: true }, { message, advice, touched: true });
}

/** Waits, over as many connections as it takes, for a step that goes on without one. */
async function waitForDetached({ target, item, task }: StateItem): Promise<void> {
  const { timeout } = task;
  const own = target.housekeeping('waiting', 'what went on without a connection');
  const limits = timeout === undefined ? own : { timeout };
  while (!(await target.act(item.identity, [{ script: waitForJobs() }], [], limits)));
}

/**
 * Prefetched probes that go along with a change. More would be in vain where the next change follows soon: a loop over
 * hundreds of items would probe all of them hundreds of times.
 */
const probesAfter = 64;

/** How often one change is begun before its host is believed to lose the connection because of it. */
const attempts = 3;

const whatEndsIt =
  'What is sent may be what ends it: see what sshd on the host logs, or set ssh_client: system in the inventory.';

/** A command that says twice that it changes nothing, with `check_mode: false` and `changed_when: false`. */
function onlyAsks(task: Task, change: Change): boolean {
  return change.judge === 'exit' && task.checkMode === false && neverChanges(task);
}

async function resultOfChange(
  it: StateItem,
  { change, found: before }: Extract<Decision, { kind: 'change' }>,
  last: Output | undefined,
): Promise<ItemResult> {
  if (last && last.code !== 0) {
    const registered = registeredOf({ changed: true, failed: true }, last);
    return result('failed', change, registered, { message: failureMessage(last), output: last });
  }
  if (change.judge === 'exit') {
    const registered = registeredOf(
      { changed: true, failed: false },
      last,
      it.module.result?.(it.item.wanted, before),
    );
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

function result(
  status: ItemResult['status'],
  { fields }: Change,
  registered: JsonObject,
  more: Partial<ItemResult> = {},
): ItemResult {
  return idle(status, { fields, registered, ...more });
}

type Unconverged = Exclude<Decision, { kind: 'nothing' }>;

function notConverged(after: Unconverged): string {
  if (after.kind !== 'change') return `every step succeeded, but afterwards: ${after.why}`;
  return `every step succeeded, but the host still differs in ${differsIn(after)}`;
}

/** No answer came to any attempt, so nothing is said of how far the steps got, but for what the host shows. */
function neverAnswered(times: number, after: Unconverged): string {
  const lost = `the connection was lost ${times === 1 ? 'while it ran' : `each of the ${times} times that it ran`}`;
  return after.kind === 'change'
    ? `${lost}, and the host still differs in ${differsIn(after)}`
    : `${lost}, and afterwards: ${after.why}`;
}

function differsIn({ change }: Extract<Decision, { kind: 'change' }>): string {
  return change.fields.map((field) => field.name).join(', ');
}
