// How each host is reached, decided before the first connection: an unreadable key file is found here, not halfway.

import type { Files } from '../files/files.js';
import { endpointOf } from '../inventory/endpoint.js';
import type { Endpoint, Host, Inventory } from '../inventory/inventory.js';

export interface Routes {
  has(name: string): boolean;
  /** Only for names that `has` knows. */
  to(name: string): Endpoint;
}

/**
 * @param hosts those of the plays; others of the inventory are looked up when a task is delegated to them
 * @param connectTimeout seconds, where the inventory names none
 */
export function routesTo(
  inventory: Inventory,
  hosts: readonly Host[],
  files: Files,
  connectTimeout: number | undefined,
): Routes {
  const known = new Map<string, Endpoint>();
  const add = (host: Host) => {
    const endpoint = endpointOf(host, { files });
    known.set(host.name, { ...endpoint, connectTimeout: endpoint.connectTimeout ?? connectTimeout });
  };
  for (const host of new Set(hosts)) add(host);
  return {
    has: (name) => inventory.hosts.has(name) || name === controller.host,
    to: (name) => {
      const host = inventory.hosts.get(name);
      if (host && !known.has(name)) add(host);
      return known.get(name) ?? controller;
    },
  };
}

/** `delegate_to: localhost` works without an entry in the inventory, as in Ansible. */
const controller: Endpoint = {
  host: 'localhost',
  connection: 'local',
  address: 'localhost',
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  knownHostsFiles: [],
  jump: undefined,
  connectTimeout: undefined,
};
