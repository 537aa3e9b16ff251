// Jump hosts: each is connected to once, for all the hosts behind it.

import type { Duplex } from 'node:stream';
import pLimit from 'p-limit';
import type { Client } from 'ssh2';
import { Unreachable } from '../connection.js';
import type { Endpoint } from '../inventory/inventory.js';
import { describeAddress, explainTimeout } from './ssh_error.js';
import type { Target } from './target.js';

/** Logins at once through one jump host: what is behind it may be one sshd too, which drops more than 10. */
const LOGINS_AT_ONCE = 8;

export interface JumpHosts {
  /**
   * Runs `login` over a channel from the jump host to the target.
   *
   * @throws Unreachable when the jump host, or the target from there, cannot be reached
   */
  through(jump: Endpoint, target: Target, login: (channel: Duplex) => Promise<Client>): Promise<Client>;
  close(): void;
}

/** @param open connects to a jump host */
export function createJumpHosts(open: (jump: Endpoint) => Promise<Client>): JumpHosts {
  const jumps = new Map<string, ReturnType<typeof openJump>>();

  function openJump(key: string, endpoint: Endpoint) {
    const client = open(endpoint).then((opened) => opened.once('close', () => jumps.delete(key)));
    return { client, limit: pLimit(LOGINS_AT_ONCE) };
  }

  return {
    through: (endpoint, target, login) => {
      const key = JSON.stringify(endpoint);
      const jump = jumps.get(key) ?? openJump(key, endpoint);
      jumps.set(key, jump);
      return jump.limit(async () => login(await forward(await jump.client, endpoint, target)));
    },
    close: () => {
      for (const { client } of jumps.values()) {
        client.then((opened) => opened.end()).catch(() => undefined);
      }
    },
  };
}

function forward(client: Client, jump: Endpoint, target: Target): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(explainTimeout(target, `connecting from ${jump.address} to`)),
      target.connectTimeout * 1000,
    );
    client.forwardOut('127.0.0.1', 0, target.hostname, target.port, (error, channel) => {
      clearTimeout(timer);
      if (!error) return resolve(channel);
      const what = `the jump host ${jump.address} cannot connect to ${describeAddress(target)}`;
      reject(new Unreachable(`${target.host}: ${what} (${error.message})`));
    });
  });
}
