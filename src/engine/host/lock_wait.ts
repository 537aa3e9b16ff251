// A request to a host that another run may have locked: it is made again until the host is ours, or patience ends.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Connection,
  HostBusy,
  type Identity,
  type Reply,
  type Request,
  Unreachable,
} from '../../connection.js';
import { LOCK_BUSY } from '../../shell/lock.js';
import type { HostLock } from './lock.js';
import type { ConnectionOptions, Reconnect } from './reconnect.js';

export interface Ours {
  readonly options: ConnectionOptions;
  readonly lock: HostLock;
  readonly connection: Connection;
  readonly identity: Identity;
  readonly request: Request;
  /** How long a lost connection is tolerated. For so long the host may hold what it was running. */
  readonly reconnect: Reconnect;
  readonly send: (request: Request) => Promise<Reply>;
}

/**
 * Where another run has the host no step has run, so the request is simply made again.
 *
 * @throws HostBusy when patience with the other run ends
 * @throws ProbeError for steps on a host whose lock cannot be taken; the connection's own errors
 */
export async function whenLocked({
  options,
  lock,
  connection,
  identity,
  request,
  ...ours
}: Ours): Promise<Reply> {
  const { name, patience, signal, warn } = options;
  const since = performance.now();
  let told = false;
  for (;;) {
    const hold = lock.holdFor(identity);
    if (!hold.hold) lock.refuseSteps(request);
    const reply = await noting({ ...request, ...hold }, lock, ours.send);
    if (reply.hold?.code !== LOCK_BUSY) {
      lock.note(reply, identity, connection);
      lock.refuseSteps(request);
      return reply;
    }
    const busy = new HostBusy(name, reply.hold.stdout.toString().trim());
    // Our own text is left by a connection that was lost: it lets go when the step it was running has ended.
    const own = busy.holder === lock.holder;
    if (own && lock.isElsewhere()) {
      if (lock.isOfPlay()) warn(secondName(name));
      continue;
    }
    const left = (own ? ours.reconnect.seconds : patience.lock) * 1000 - (performance.now() - since);
    if (left <= 0 || signal.aborted) throw busy;
    if (!told && !own) warn(`${busy.message}; waiting for it`);
    told = true;
    await sleep(Math.min(left, 1000));
  }
}

function secondName(host: string): string {
  return `${host} is a machine that this run knows by another name, too: what is done for the one is done over by the other`;
}

async function noting(request: Request, lock: HostLock, send: Ours['send']): Promise<Reply> {
  try {
    return await send(request);
  } catch (error) {
    if (request.hold !== undefined && error instanceof Unreachable) lock.lost();
    throw error;
  }
}
