// A change made on a host: its steps in one request, with the probe that says whether it is made. Changes that come next may go
// along (chain.ts). What a lost answer means.

import type { Change } from '../../change.js';
import type { RequestLimits, Snippet } from '../../connection.js';
import type { Output } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import { neverChanges } from '../../playbook/task.js';
import { waitForJobs } from '../../shell/job.js';
import { randomName, snippetOf } from '../../shell/step.js';
import type { Probe } from '../host/probes.js';
import { beforeChange, nothingBefore, type Preface } from './before_change.js';
import { chainBehind, isBrief, noChain } from './chain.js';
import { type Decision, probe, probeOf } from './decision.js';
import { handlersAhead } from './prefetch.js';
import { comeBack, sendAway } from './reboot.js';
import { type ItemResult, registeredOf } from './result.js';
import { neverAnswered, result, resultOfChange } from './result_of_change.js';
import type { Chain } from './sent_ahead.js';
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
  const { host, target } = it;
  const { change } = decision;
  if (attempt.nth === 1) it.onStart();
  const began = performance.now();
  const act = await prepare(it, change, attempt);
  const send = () => sendAct(it, change, act);
  const said = await (change.absence ? sendAway(target, change.absence, send) : send());
  const outputs = said?.slice(0, act.own.length);
  if (change.absence && outputs?.every(({ code }) => code === 0)) {
    const failure = await comeBack(it, decision, change.absence);
    if (failure) return { ...failure, ms: performance.now() - began };
  }
  const ms = performance.now() - began;
  if (!outputs) return { ...(await afterLoss(it, change, attempt)), ms };
  host.transaction?.answered();
  const touched = outputs.slice(act.before.steps.length).some(({ code }) => code === 0);
  return { ...(await resultOfChange(it, decision, outputs.at(-1), said?.[act.own.length])), ms, touched };
}

/** What is sent for one change. */
interface Act {
  readonly before: Preface;
  /** `before`, and the steps of the change. */
  readonly own: readonly Snippet[];
  readonly chain: Chain;
}

async function prepare(it: StateItem, change: Change, { nth, name }: Attempt): Promise<Act> {
  const steps = change.steps.map((step) => snippetOf(step, name, it.item.environment));
  const before = onlyAsks(it.task, change) ? nothingBefore : await beforeChange(it, change.steps, nth > 1);
  const chain = nth > 1 ? noChain : await chainBehind(it, change);
  return { before, own: [...before.steps, ...steps], chain };
}

/** @returns the outputs of what ran: of the change, of its probe where others went along, and of those */
async function sendAct(
  it: StateItem,
  change: Change,
  { before, own, chain }: Act,
): Promise<readonly Output[] | undefined> {
  const { host, target, task, item } = it;
  const limits = {
    onLine: it.onLine,
    ...(task.timeout !== undefined && { timeout: task.timeout }),
    ...(host.run.silenceTimeout !== undefined && { silence: host.run.silenceTimeout }),
    ...before.limits,
  };
  const { links } = chain;
  const ahead = change.absence ? [] : [...it.ahead().slice(0, probesAfter), ...handlersBehind(it, chain)];
  if (onlyAsks(task, change)) return target.ask(item.identity, own, limits, ahead);
  const after = probeOf(item);
  if (links.length === 0)
    return target.act(item.identity, own, change.absence ? [] : [after, ...ahead], limits);
  const whole = [...own, { script: after.script }, ...links.flatMap(({ snippets }) => snippets)];
  let said: readonly Output[] | undefined;
  try {
    const lead = { ...limits, lead: own.length, ...(isBrief(item, change) && briefly(it)) };
    said = await target.act(item.identity, whole, ahead, lead);
    return said;
  } finally {
    if (!host.sentAhead.arrived(chain, said?.slice(own.length + 1))) host.pendingStore.doubt();
  }
}

function handlersBehind({ host, item }: StateItem, { links }: Chain): readonly Probe[] {
  return handlersAhead(
    host,
    [item, ...links.map((link) => link.item)].flatMap(({ notify }) => notify),
  );
}

function briefly({ target, item }: StateItem): RequestLimits {
  return target.housekeeping('copying', `"${item.title}" and the changes behind it`);
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
