// One host on its way through one play: what its tasks know of it, and what only the play does.

import type { Handler } from '../../playbook/play.js';
import type { TaskHost } from '../task/task_host.js';
import type { Batch } from './batch.js';

export interface HostRun extends TaskHost {
  readonly batch: Batch;
  /** Handlers that failed when they ran, and have not run since, in this play or an earlier one. */
  readonly failedHandlers: Set<Handler>;
}
