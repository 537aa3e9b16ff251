// What is thrown in the work of an item is its result: a value that is not known yet, a failure, a host that was lost.

import { Unset } from '../../expression/scope.js';
import { failureOf } from './failure.js';
import type { ItemResult } from './result.js';
import type { TaskItem } from './task_item.js';
import { unknown } from './unknown.js';

/** @throws what is no failure but the end of waiting (AbortError) */
export async function failureAsResult(
  { host }: TaskItem,
  work: () => Promise<ItemResult>,
): Promise<ItemResult> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Unset ? unknown(host, error) : failureOf(error);
  }
}
