// How each host is reached, decided before the first connection: an unreadable key file is found here, not halfway.

import type { Files } from '../files/files.js';
import { endpointOf } from '../inventory/endpoint.js';
import type { Endpoint, Host, Inventory } from '../inventory/inventory.js';
import { collect } from './collect.js';

/** Gives the way to a host; only for names that `isReachable` knows. */
export type Routes = (name: string) => Endpoint;

/**
 * @param hosts those of the plays; others of the inventory are looked up when a task is delegated to them
 * @param connectTimeout seconds, where the inventory names none
 * @throws ProblemError with the mistakes of all hosts
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
  collect([...new Set(hosts)].map((host) => () => add(host)));
  return (name) => {
    const host = inventory.hosts.get(name);
    if (host && !known.has(name)) add(host);
    return known.get(name) ?? controller;
  };
}

export function isReachable(inventory: Inventory, name: string): boolean {
  return inventory.hosts.has(name) || name === controller.host;
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
