// What walks a list of parts on one host. It is handed to blocks, handlers and includes, which hold lists of their own.

import type { Part, Task } from '../../playbook/play.js';
import type { TaskOptions } from '../task/run_task.js';
import type { HostEnd } from './host_end.js';
import type { HostRun } from './host_run.js';

export interface WalkOptions extends TaskOptions {
  /** Tasks that come after these, as far as they are known: for looking ahead. */
  readonly after?: readonly Task[];
}

export type Walk = (host: HostRun, parts: readonly Part[], options?: WalkOptions) => Promise<HostEnd>;
