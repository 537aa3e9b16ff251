// Changes that went along with an earlier one (chain.ts), whose tasks get no turn: the host fails, or the run is interrupted.

import { ofWhom } from './of_whom.js';
import { notify } from './register.js';
import { report } from './report.js';
import { idle } from './result.js';
import { resultOfSent } from './result_of_change.js';
import type { TaskHost } from './task_host.js';
import { type StateItem, startItem } from './task_item.js';

/** What is made of them is told, and what it notifies is due. A lost connection may hide whether it is made: then it is due, too. */
export async function tellSent(host: TaskHost): Promise<void> {
  for (const sent of host.sentAhead.takeAll()) {
    const { task, item } = sent.link;
    const it = startItem(host, task, item, () => []) as StateItem;
    const { link, outputs } = sent;
    const result = outputs && (await ofWhom(it, () => resultOfSent(it, link, outputs)));
    if (result) report(host, task, item, result);
    notify(host, task, item, result ?? mayBeMade);
  }
}

const mayBeMade = idle('failed', { touched: true });
