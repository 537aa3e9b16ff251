// What connections to a host go to, also of those that ask its services and not its sshd.

import type { ConnectionSettings } from '../inventory/inventory.js';
import { type ConfigReader, createConfigReader } from './ssh_config.js';
import type { SshConfig } from './ssh_options.js';

export type ReadAddress = (settings: ConnectionSettings) => Promise<string>;

/**
 * The address in the inventory, or what ~/.ssh/config says is meant by it: a host may be known by an alias alone.
 *
 * @param readConfig what has answered for the connections answers here too
 */
export function createAddressReader(readConfig: ConfigReader = createConfigReader()): ReadAddress {
  return async (settings) => {
    if (settings.connection === 'local') return settings.address;
    const { address, port, user } = settings;
    return hostnameOf(address, await readConfig({ address, port, user }));
  };
}

export function hostnameOf(address: string, config: SshConfig): string {
  return config.get('hostname')?.at(0) ?? address;
}
