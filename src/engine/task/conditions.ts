// Conditions of a task on its own result: changed_when, failed_when, and the repetition by until, retries and delay.

import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '../../expression/condition.js';
import { final } from '../../expression/scope.js';
import type { Task } from '../../playbook/play.js';
import { ProblemError } from '../../problem.js';
import { whenHostvarsAreReady } from './barrier.js';
import { failureOf, type ItemResult } from './result.js';
import type { TaskHost } from './task_host.js';
import type { TaskItem } from './task_item.js';

/** @throws ProblemError for mistakes in the conditions, Unset for what they read and has no value yet */
export async function changedWhen(it: TaskItem, work: () => Promise<ItemResult>): Promise<ItemResult> {
  const result = await work();
  const { changedWhen: changed, failedWhen } = it.task;
  // Without conditions nothing is read that another host may still learn.
  if (changed.length + failedWhen.length === 0) return overrule(it, result);
  return whenHostvarsAreReady(it.host, () => judged(result, () => overrule(it, result)));
}

/** A mistake in a condition fails the task, which is done all the same: what it said and what it notifies stay. */
function judged<Judged>(result: ItemResult, judge: () => Judged): Judged | ItemResult {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof ProblemError) || !result.registered) throw error;
    const { message = '' } = failureOf(error);
    const touched = result.touched === true || result.status === 'changed';
    const registered = { ...result.registered, failed: true, msg: message };
    return { ...result, status: 'failed', message, touched, registered };
  }
}

function overrule(it: TaskItem, result: ItemResult): ItemResult {
  const { host, task } = it;
  const { registered, status } = result;
  if (!registered || !['ok', 'changed', 'failed'].includes(status)) return result;
  if (failsBy(it, result)) {
    const { message = `failed_when holds: ${textOf(task.failedWhen)}` } = result;
    return { ...result, status: 'failed', message, registered: { ...registered, failed: true } };
  }
  const sound: ItemResult = { ...result, registered: { ...registered, failed: false } };
  const changed =
    task.changedWhen.length > 0 ? holds(it, sound, task.changedWhen) : registered.changed === true;
  const { message, ...rest } = sound;
  return {
    ...(status === 'failed' ? rest : sound),
    status: changed ? changedStatus(host) : 'ok',
    registered: { ...sound.registered, changed },
  };
}

/** What counts as a change though plan sees nothing to do will count as one in apply too. */
function changedStatus({ run }: TaskHost): 'changed' | 'would_change' {
  return run.mode === 'apply' ? 'changed' : 'would_change';
}

function failsBy(it: TaskItem, result: ItemResult): boolean {
  const { task } = it;
  const failed = result.status === 'failed';
  if (task.failedWhen.length === 0) return failed;
  try {
    return holds(it, result, task.failedWhen);
  } catch (error) {
    // A failure need not have all that a success has (`r.rc`); it is told rather than what is wrong with the question.
    if (failed && error instanceof ProblemError) return true;
    throw error;
  }
}

/** Whether all of the conditions hold for this result. */
export function holds(
  { host, task, item }: TaskItem,
  { registered }: ItemResult,
  conditions: Task['when'],
): boolean {
  const over = new Map(task.register && registered ? [[task.register, final(registered)]] : []);
  const scope = item.scope.with('results', over);
  return conditions.every((condition) => test(condition, scope, { files: host.run.files }).value);
}

export function textOf(conditions: Task['when']): string {
  return conditions.map(({ text }) => text).join(' && ');
}

/** @param attempt does the task once */
export async function untilItHolds(it: TaskItem, attempt: () => Promise<ItemResult>): Promise<ItemResult> {
  const { host, task, item } = it;
  if (!task.retry || !item.retry) return attempt();
  const { retries, delay } = item.retry;
  const { until } = task.retry;
  for (let nth = 1; ; nth += 1) {
    const result = await attempt();
    if (!result.registered || result.status === 'unreachable') return result;
    const counted: ItemResult = { ...result, registered: { ...result.registered, attempts: nth } };
    const end = () => judged(counted, () => (isDone(it, counted) ? counted : undefined));
    const done = await whenHostvarsAreReady(host, end);
    if (done) return done;
    if (!it.isActing) return notYet(counted, textOf(until));
    if (nth > retries) return givenUp(counted, until.length > 0 ? textOf(until) : undefined, nth);
    it.onLine(`attempt ${nth} of ${retries + 1} was not enough; again in ${delay} s`);
    await sleep(delay * 1000, undefined, { signal: host.run.signal });
    it.target.forget();
  }
}

function isDone(it: TaskItem, result: ItemResult): boolean {
  const until = it.task.retry?.until ?? [];
  if (until.length === 0) return result.status !== 'failed';
  try {
    return holds(it, result, until);
  } catch (error) {
    // A failure need not have all that a success has.
    if (result.status === 'failed' && error instanceof ProblemError) return false;
    throw error;
  }
}

/** What plan sees today may be otherwise by the time that apply has waited. */
function notYet(result: ItemResult, until: string): ItemResult {
  if (result.status === 'failed') return result;
  const message = `plan does not wait, and this does not hold yet: ${until}`;
  return { ...result, status: 'unknown', message, registered: undefined };
}

function givenUp(result: ItemResult, until: string | undefined, attempts: number): ItemResult {
  const tried = `after ${attempts} attempts`;
  const message =
    result.status === 'failed' || until === undefined
      ? `${result.message ?? 'it failed'} (${tried})`
      : `this does not hold ${tried}: ${until}`;
  return { ...result, status: 'failed', message, registered: { ...result.registered, failed: true } };
}
