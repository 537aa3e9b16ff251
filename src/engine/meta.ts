// What a task of the module `meta` asks of the engine.

import type { Control } from '../module.js';
import { runHandlers } from './handlers.js';
import type { HostRun } from './run_context.js';
import type { Walk, WalkEnd } from './walk.js';

/** @param walk handed in, because a walk heeds it */
export async function heed(host: HostRun, control: Control, walk: Walk): Promise<WalkEnd> {
  switch (control) {
    case 'flush_handlers':
      return runHandlers(host, walk, { settle: true });
    case 'noop':
      return 'finished';
  }
}
