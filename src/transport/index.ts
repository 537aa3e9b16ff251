// How hosts are reached: the one door to the transports.

import type { Connection } from '../connection.js';
import type { Endpoint } from '../inventory/inventory.js';
import { connectLocal } from './local.js';
import { Session } from './session.js';
import { createOpenChannel } from './ssh_channel.js';
import { createSshClients, type SshOptions } from './ssh_client.js';

export type { SshOptions } from './ssh_client.js';

export interface Connector {
  /**
   * @param signal ends the attempt with its reason; a connection that stands is closed by its owner
   * @throws Unreachable
   */
  connect(endpoint: Endpoint, signal: AbortSignal): Promise<Connection>;
  /** Closes what connections share. */
  close(): Promise<void>;
}

/** One for each run. */
export function connectTo(options: SshOptions): Connector {
  const clients = createSshClients(options);
  return {
    connect: async (endpoint, signal) => {
      try {
        return endpoint.connection === 'local' ? connectLocal(endpoint) : await connectSsh(endpoint, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    close: async () => clients.close(),
  };

  async function connectSsh(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
    const { client, target } = await clients.open(endpoint, signal);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    return new Session({
      host: endpoint.host,
      login: target.user,
      startTimeout: target.connectTimeout,
      open: createOpenChannel(client, endpoint.host),
      close: async () => {
        const timer = setTimeout(() => client.destroy(), GRACE);
        client.end();
        await closed;
        clearTimeout(timer);
      },
    });
  }
}

/** Milliseconds for a connection to end in good order before it is cut. */
const GRACE = 1000;
