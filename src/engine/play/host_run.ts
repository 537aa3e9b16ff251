// One host on its way through one play: what its tasks know of it, and what only the play does.

import type { Handler } from '../../playbook/play.js';
import type { TaskHost } from '../task/task_host.js';
import type { Batch } from './batch.js';

export interface HostRun extends TaskHost {
  readonly batch: Batch;
  /** Nothing more comes in this run for which it is needed, so it is let go while others are still at work. */
  readonly isLastTurn: boolean;
  /** Handlers that failed when they ran, and have not run since, in this play or an earlier one. */
  readonly failedHandlers: Set<Handler>;
}
