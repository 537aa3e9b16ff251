// Jump hosts: each is connected to once, for all the hosts behind it.

import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { Unreachable } from '../connection.js';
import type { Destination } from './destination.js';
import { type Route, routeKey } from './route.js';
import { describeAddress, explainTimeout } from './ssh_error.js';

export interface JumpHosts {
  /** The client at the end of the route to a jump host. @throws Unreachable for all who wait for it at that time */
  client(route: Route): Promise<Client>;
  close(): void;
}

/** @param open connects to a jump host */
export function createJumpHosts(open: (route: Route) => Promise<Client>): JumpHosts {
  const clients = new Map<string, Promise<Client>>();

  /** Forgets it once it is of no use, so that a later connection tries again. */
  function openShared(key: string, route: Route): Promise<Client> {
    const client = open(route);
    const forget = () => {
      if (clients.get(key) === client) clients.delete(key);
    };
    client.then((opened) => opened.once('close', forget), forget);
    clients.set(key, client);
    return client;
  }

  return {
    client: (route) => {
      const key = routeKey(route);
      return clients.get(key) ?? openShared(key, route);
    },
    close: () => {
      for (const client of clients.values()) {
        client.then((opened) => opened.end()).catch(() => undefined);
      }
    },
  };
}

/**
 * A connection from a jump host to the destination.
 *
 * @throws Unreachable
 */
export function forward(client: Client, jump: Destination, destination: Destination): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(explainTimeout(destination, `connecting from ${jump.host} to`)),
      destination.connectTimeout * 1000,
    );
    try {
      client.forwardOut('127.0.0.1', 0, destination.hostname, destination.port, (error, channel) => {
        clearTimeout(timer);
        if (error) reject(refused(jump, destination, error));
        else resolve(channel);
      });
    } catch (error) {
      clearTimeout(timer);
      reject(refused(jump, destination, error as Error));
    }
  });
}

function refused(jump: Destination, destination: Destination, { message }: Error): Unreachable {
  const what = `the jump host ${jump.host} cannot connect to ${describeAddress(destination)}`;
  return new Unreachable(`${destination.host}: ${what} (${message})`);
}
