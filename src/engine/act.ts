// A change made on a host: its steps in one trip, with the look that says whether it is made; what a lost answer means.

import type { Change } from '../change.js';
import { type Identity, identityName, type Snippet } from '../connection.js';
import type { JsonObject } from '../json.js';
import type { Output, StateModule } from '../module.js';
import type { Task } from '../playbook/play.js';
import type { ResolvedReady } from '../playbook/resolve.js';
import { neverChanges } from '../playbook/task.js';
import { withEnvironment } from '../shell/environment.js';
import { waitForJobs } from '../shell/job.js';
import { randomName, snippetOf } from '../shell/step.js';
import { comeBack, sendAway } from './come_back.js';
import { type Decision, decide } from './decide.js';
import { failureMessage, type ItemResult, registeredOf } from './item_result.js';
import type { HostRun } from './run_context.js';
import type { Look, Target } from './target.js';
import { lookOf } from './window.js';

export interface StateItem {
  readonly task: Task;
  readonly module: StateModule<unknown, unknown>;
  readonly item: ResolvedReady;
  /** The looks of what comes next, worth taking along in a trip that is made anyway. */
  readonly ahead: () => readonly Look[];
  /** What has to be done before the change; the steps of it that go along in the same trip. */
  readonly preface: (change: Change, on: PrefaceOn) => Promise<readonly Snippet[]>;
  readonly onStart: () => void;
  readonly onLine: (line: string) => void;
}

export interface PrefaceOn {
  readonly target: Target;
  readonly identity: Identity;
  /** The trip that was to do it may be lost. */
  readonly again: boolean;
}

/** Uses the prefetched look, or takes it now together with those ahead. */
export async function lookAt(
  target: Target,
  state: StateItem,
  ahead: () => readonly Look[],
): Promise<Decision> {
  const output = await target.answer(lookOf(state.module, state.item), ahead);
  return decide(state.module, state.item.wanted, output);
}

/** `name` is the same for all attempts of one act, so that a step which went on meanwhile is found again. */
interface Attempt {
  readonly nth: number;
  readonly name: string;
}

export async function act(
  host: HostRun,
  target: Target,
  state: StateItem,
  decision: Extract<Decision, { kind: 'change' }>,
  attempt: Attempt = { nth: 1, name: randomName() },
): Promise<ItemResult> {
  const { change } = decision;
  if (attempt.nth === 1) state.onStart();
  const began = performance.now();
  const own = lookOf(state.module, state.item);
  const limits = {
    onLine: state.onLine,
    ...(state.task.timeout !== undefined && { timeout: state.task.timeout }),
    ...(host.run.silenceTimeout !== undefined && { silence: host.run.silenceTimeout }),
  };
  const who = identityName(own.identity);
  const ahead = state.ahead().slice(0, looksAfter);
  const looks = [own, ...ahead].filter((look) => identityName(look.identity) === who);
  const steps = change.steps.map((step) => {
    const { script, ...snippet } = snippetOf(step, attempt.name);
    return { ...snippet, script: withEnvironment(state.item.environment, script) };
  });
  const preface = onlyLooks(state.task, change)
    ? []
    : await state.preface(change, { target, identity: own.identity, again: attempt.nth > 1 });
  const send = () =>
    onlyLooks(state.task, change)
      ? target.ask(own.identity, steps, limits)
      : target.act(own.identity, [...preface, ...steps], change.absence ? [] : looks, limits);
  const outputs = await (change.absence ? sendAway(target, change.absence, send) : send());
  if (change.absence && outputs?.every(({ code }) => code === 0)) {
    const failure = await comeBack(host, target, state, decision, change.absence);
    if (failure) return { ...failure, ms: performance.now() - began };
  }
  const ms = performance.now() - began;
  if (!outputs) return { ...(await afterLoss(host, target, state, change, attempt)), ms };
  host.transaction?.answered();
  const touched = outputs.slice(preface.length).some(({ code }) => code === 0);
  return { ...(await judge(target, state, change, outputs.at(-1))), ms, touched };
}

/** The connection was lost while the steps ran, and is restored. The host itself says how far they got. */
async function afterLoss(
  host: HostRun,
  target: Target,
  state: StateItem,
  change: Change,
  attempt: Attempt,
): Promise<ItemResult> {
  const raw = registeredOf({ changed: true, failed: false }, undefined);
  if (change.judge === 'exit') {
    const message = 'the connection was lost while it ran, so nobody knows whether it finished';
    return result('failed', change, { ...raw, failed: true }, { message, touched: true });
  }
  if (change.steps.some((step) => step.kind === 'sh' && step.detached)) await settle(target, state);
  const decision = await lookAt(target, state, state.ahead);
  if (decision.kind === 'change' && attempt.nth < attempts)
    return act(host, target, state, decision, { ...attempt, nth: attempt.nth + 1 });
  if (decision.kind === 'nothing') return result('changed', change, raw);
  return result(
    'failed',
    change,
    { ...raw, failed: true },
    { message: notConverged(decision), touched: true },
  );
}

/** Waits, over as many connections as it takes, for a step that goes on without one. */
async function settle(target: Target, { item }: StateItem): Promise<void> {
  while (!(await target.act(item.identity, [{ script: waitForJobs() }], [], {})));
}

/**
 * Looks ahead that go along with a change. More would be taken in vain where the next change follows soon: a loop that has
 * something to do for each of hundreds of items would look at all of them hundreds of times.
 */
const looksAfter = 64;

/** How often one change is begun before its host is believed to lose the connection because of it. */
const attempts = 3;

/** A command that says twice that it changes nothing, with `check_mode: false` and `changed_when: false`. */
function onlyLooks(task: Task, change: Change): boolean {
  return change.judge === 'exit' && task.checkMode === false && neverChanges(task);
}

async function judge(
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

function result(
  status: ItemResult['status'],
  change: Change,
  registered: JsonObject,
  more: Partial<ItemResult> = {},
): ItemResult {
  return { status, fields: change.fields, ms: 0, secret: false, registered, ...more };
}

function notConverged(after: Exclude<Decision, { kind: 'nothing' }>): string {
  if (after.kind !== 'change') return `every step succeeded, but afterwards: ${after.why}`;
  const names = after.change.fields.map((field) => field.name).join(', ');
  return `every step succeeded, but the host still differs in ${names}`;
}
