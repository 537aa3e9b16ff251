// `until`: a task is done again until it holds, as often as the task allows.

import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../problem.js';
import { isActing } from './announce.js';
import { holds, textOf } from './changed_when.js';
import { whenHostvarsAreReady } from './hostvars_wait.js';
import type { ItemResult } from './result.js';
import type { TaskItem } from './task_item.js';

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
    if (await whenHostvarsAreReady(host, () => isDone(it, counted))) return counted;
    if (!isActing(host, task)) return notYet(counted, textOf(until));
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
