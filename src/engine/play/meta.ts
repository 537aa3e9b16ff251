// What a task of the module `meta` asks of the engine.

import type { Control } from '../../module.js';
import { runHandlers } from './handlers.js';
import { failHost, finished, type HostEnd } from './host_end.js';
import type { HostRun, Walk } from './host_run.js';

/**
 * A play ends for each host by itself, as hosts go their own way. Where `when` of `end_play` holds for some, the others
 * go on, and no further batch begins. In Ansible the first host decides for all.
 *
 * @param walk handed in, because a walk runs meta tasks
 */
export async function runMeta(host: HostRun, control: Control, walk: Walk): Promise<HostEnd> {
  switch (control) {
    case 'flush_handlers':
      return runHandlers(host, walk, { settle: true });
    case 'end_host':
      return { kind: 'ended' };
    case 'end_play':
      host.batch.isLast = true;
      return { kind: 'ended' };
    case 'clear_host_errors':
      host.batch.clear(host.variables.where.now());
      return finished;
    case 'reset_connection':
      return reset(host);
    case 'noop':
      return finished;
  }
}

/** A plan has changed nothing that a new login could see. */
async function reset(host: HostRun): Promise<HostEnd> {
  if (host.run.mode === 'plan') return finished;
  try {
    await host.target.reset();
    return finished;
  } catch (error) {
    return failHost(host, 'reset_connection', error);
  }
}
