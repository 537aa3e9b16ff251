// Waiting for a host that something else creates or reboots: what `wait_for_connection` asks of the engine.

import { Unreachable } from '../../connection.js';
import type { Target } from '../host/target.js';
import { type Wait, waitForReturn } from '../host/wait_return.js';
import { gatherFactsAgain } from './facts.js';
import type { TaskHost } from './task_host.js';

/**
 * Waits until a shell of the login user answers. Whatever was known of the host is looked at again.
 *
 * @throws Unreachable when the time is over
 */
export async function untilReached(host: TaskHost, target: Target, wait: Wait): Promise<void> {
  const came = await waitForReturn(target.line, wait, host.run.signal, async () => {
    target.forget();
    await target.answer({ identity: { kind: 'login' }, script: ':' });
    return undefined;
  });
  if (came.kind === 'back') return gatherFactsAgain(host, target);
  const advice = came.kind === 'away' ? came.advice : undefined;
  throw new Unreachable(`no connection after ${wait.delay + wait.timeout} s; ${came.why}`, advice);
}
