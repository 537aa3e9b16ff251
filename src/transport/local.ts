// This machine as a host: channels are child processes.

import { userInfo } from 'node:os';
import type { Connection } from '../connection.js';
import type { ConnectionSettings } from '../inventory/inventory.js';
import { type Child, endOrKill, startChild } from './child.js';
import { forwardLocally } from './forward.js';
import { type HostPassword, Passwords } from './password.js';
import { Session } from './session.js';

/** Seconds until the shell has to be ready; on one's own machine only a hanging sudo takes that long. */
const START_TIMEOUT = 10;

/**
 * @param env what processes get as their environment
 * @param password to become another user with
 */
export function connectLocal(
  settings: ConnectionSettings,
  env: NodeJS.ProcessEnv = process.env,
  password: HostPassword = new Passwords('to become another user').of(settings.host, undefined),
): Connection {
  const children = new Set<Child>();
  return new Session({
    host: settings.host,
    login: userInfo().username,
    startTimeout: settings.connectTimeout ?? START_TIMEOUT,
    password,
    open: async (command, listener) => {
      const child = await startChild(['sh', '-c', command], env, listener);
      children.add(child);
      void child.ended.then(() => children.delete(child));
      return child;
    },
    forward: forwardLocally,
    close: async () => {
      await Promise.all([...children].map(endOrKill));
    },
  });
}
