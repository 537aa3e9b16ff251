// A change made on a host: its steps in one request, with the probe that says whether it is made; what a lost answer means.

import type { Change } from '../../change.js';
import { identityName } from '../../connection.js';
import type { Task } from '../../playbook/play.js';
import { neverChanges } from '../../playbook/task.js';
import { withEnvironment } from '../../shell/environment.js';
import { waitForJobs } from '../../shell/job.js';
import { randomName, snippetOf } from '../../shell/step.js';
import { beforehand, housekeeping } from '../host/housekeeping.js';
import { beforeChange } from './before_change.js';
import { neverAnswered, result, resultOfChange } from './change_result.js';
import { type Decision, probe, probeOf } from './probe.js';
import { comeBack, sendAway } from './reboot.js';
import { type ItemResult, registeredOf } from './result.js';
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
  const { change } = decision;
  if (attempt.nth === 1) it.onStart();
  const began = performance.now();
  const own = probeOf(it.module, item);
  const limits = {
    onLine: it.onLine,
    ...(task.timeout !== undefined && { timeout: task.timeout }),
    ...(host.run.silenceTimeout !== undefined && { silence: host.run.silenceTimeout }),
  };
  const who = identityName(own.identity);
  const ahead = it.ahead().slice(0, probesAfter);
  const probes = [own, ...ahead].filter(({ identity }) => identityName(identity) === who);
  const steps = change.steps.map((step) => {
    const { script, ...snippet } = snippetOf(step, attempt.name);
    return { ...snippet, script: withEnvironment(item.environment, script) };
  });
  const preface = onlyLooks(task, change)
    ? []
    : await beforeChange(it, change.steps, { identity: own.identity, again: attempt.nth > 1 });
  const send = () =>
    onlyLooks(task, change)
      ? target.ask(own.identity, steps, limits)
      : target.act(own.identity, [...preface, ...steps], change.absence ? [] : probes, {
          ...limits,
          ...beforehand(target, preface.length),
        });
  const outputs = await (change.absence ? sendAway(target, change.absence, send) : send());
  if (change.absence && outputs?.every(({ code }) => code === 0)) {
    const failure = await comeBack(it, decision, change.absence);
    if (failure) return { ...failure, ms: performance.now() - began };
  }
  const ms = performance.now() - began;
  if (!outputs) return { ...(await afterLoss(it, change, attempt)), ms };
  host.transaction?.answered();
  const touched = outputs.slice(preface.length).some(({ code }) => code === 0);
  return { ...(await resultOfChange(it, change, outputs.at(-1))), ms, touched };
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
  const own = housekeeping(target, 'waiting', 'what went on without a connection');
  const limits = timeout === undefined ? own : { timeout };
  while (!(await target.act(item.identity, [{ script: waitForJobs() }], [], limits)));
}

/**
 * Looks ahead that go along with a change. More would be taken in vain where the next change follows soon: a loop that has
 * something to do for each of hundreds of items would look at all of them hundreds of times.
 */
const probesAfter = 64;

/** How often one change is begun before its host is believed to lose the connection because of it. */
const attempts = 3;

const whatEndsIt =
  'What is sent may be what ends it: see what sshd on the host logs, or set ssh_client: system in the inventory.';

/** A command that says twice that it changes nothing, with `check_mode: false` and `changed_when: false`. */
function onlyLooks(task: Task, change: Change): boolean {
  return change.judge === 'exit' && task.checkMode === false && neverChanges(task);
}
