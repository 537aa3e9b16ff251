// Whose words a result is made of, and whether it is secret: for who reads later what is registered.

import { type Heard, heardBoth } from '../../expression/scope.js';
import type { ItemResult } from './result.js';
import type { TaskItem } from './task_item.js';

export async function ofWhom({ host, item }: TaskItem, work: () => Promise<ItemResult>): Promise<ItemResult> {
  const result = await work();
  const actedOn = item.delegate ?? host.host.name;
  const heard = [...item.heard.values()].reduce<Heard | undefined>(heardBoth, result.heard);
  return { ...result, secret: result.secret || item.secret.size > 0, actedOn, heard };
}
