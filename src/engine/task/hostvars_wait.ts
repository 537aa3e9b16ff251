// Reading what another host learns in the run: who does waits until that one has come as far.

import { isOver } from '../order/progress.js';
import type { TaskHost } from './task_host.js';

/** Something was read that another host may not have learned yet. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly';

  constructor(readonly wait: () => Promise<void>) {
    super('another host has not come as far');
  }
}

/** @throws TooEarly, whatever came of the work */
export function timely<T>(host: TaskHost, work: () => T): T {
  const { hostvars, batch, variables } = host;
  const position = variables.where.now();
  const isEarly = () => hostvars.hasLearned && batch.progress.isAwaited(position) && !isOver(host);
  hostvars.refresh();
  try {
    const result = work();
    if (!isEarly()) return result;
  } catch (error) {
    if (!isEarly()) throw error;
  }
  throw new TooEarly(() => batch.progress.reach(host, position));
}

/** Does the work; once more, when the others have come as far, where it read too early. It has to have done nothing by then. */
export async function whenTimely<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TooEarly)) throw error;
    await error.wait();
    return work();
  }
}

/** Does what only computes, when the hosts whose variables it reads have come as far. */
export function whenHostvarsAreReady<T>(host: TaskHost, work: () => T): Promise<T> {
  return whenTimely(() => timely(host, work));
}
