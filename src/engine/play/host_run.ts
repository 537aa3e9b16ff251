// One host on its way through one play: what its tasks know of it, and what only the play does. The walk is handed to
// blocks, handlers and includes, which hold lists of their own.

import type { Handler, Part } from '../../playbook/play.js';
import type { Coming, TaskOptions } from '../task/run_task.js';
import type { TaskHost } from '../task/task_host.js';
import type { Batch } from './batch.js';
import type { HostEnd } from './host_end.js';

export interface HostRun extends TaskHost {
  readonly batch: Batch;
  /** Nothing more comes in this run for which it is needed, so it is let go while others are still at work. */
  readonly isLastTurn: boolean;
  /** Handlers that failed when they ran, and have not run since, in this play or an earlier one. */
  readonly failedHandlers: Set<Handler>;
}

export interface WalkOptions extends TaskOptions {
  /** What comes after these, as far as it is known. */
  readonly after?: Coming;
}

export type Walk = (host: HostRun, parts: readonly Part[], options?: WalkOptions) => Promise<HostEnd>;
