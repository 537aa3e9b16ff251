// What a task notifies once it has changed something, or may notify where a plan does not know whether it will.

import type { Task } from '../../playbook/play.js';
import type { Resolved } from '../../playbook/resolve.js';
import { neverChanges } from '../../playbook/task.js';
import { isSecret } from '../journal/transaction_record.js';
import type { ItemResult } from './result.js';
import type { TaskHost } from './task_host.js';

export function notify(host: TaskHost, task: Task, item: Resolved, result: ItemResult): void {
  if (item.kind === 'ready' && isCause(result)) {
    const secret = host.hidesOutput === true || isSecret({ task, item });
    for (const name of item.notify) {
      host.notified.note(name, secret);
      if (task.irreversible) host.transaction?.lasting.add(name);
    }
  } else if (host.run.mode === 'plan' && result.status === 'unknown' && !neverChanges(task)) {
    const names = item.kind === 'ready' ? item.notify : task.notify.map(({ text }) => text);
    for (const name of names) host.notified.notePerhaps(name, item.title);
  }
}

/** Whether what the task notifies is due. */
function isCause({ status, touched }: ItemResult): boolean {
  return status === 'changed' || status === 'would_change' || (status === 'failed' && touched === true);
}
