// How a host that was named is reached, as variables of the inventory: what an alias of ~/.ssh/config stands for is written
// out, so that the inventory says the same on every machine. Pure.

import type { Json } from '../../json.js';
import type { Destination } from './destination.js';
import type { InventoryEntry } from './inventory_entry.js';

/** What `ssh -G` says: names of options to their values. */
export type SshOptions = ReadonlyMap<string, readonly string[]>;

export interface Machine {
  /** Who runs setup: nobody has to be told of the login that ssh takes anyway. */
  readonly user: string;
  /** Whether there is such a file; `~` is the home of whoever runs it. */
  readonly isThere: (path: string) => boolean;
}

/**
 * @param isInInventory what stands there wins, but for what was typed
 * @param key the file that was named on the command line
 */
export function connectionVariables(
  { name, address, user, port }: Destination,
  options: SshOptions,
  { user: self, isThere }: Machine,
  isInInventory: boolean,
  key?: string,
): InventoryEntry {
  const option = (key: string) => (isInInventory ? undefined : options.get(key)?.at(0));
  const hostname = option('hostname') ?? address;
  const isAlias = !isInInventory && hostname !== address;
  const login = option('user') === self ? undefined : option('user');
  const number = port ?? (Number(option('port') ?? 22) === 22 ? undefined : Number(option('port')));
  const jump = option('proxyjump');
  const variables: readonly (readonly [string, Json | undefined])[] = [
    ['ansible_host', isInInventory || hostname === name ? undefined : hostname],
    ['ansible_port', number],
    ['ansible_user', user ?? login],
    [
      'ansible_ssh_private_key_file',
      key ?? (isAlias ? ownKey(options.get('identityfile') ?? [], isThere) : undefined),
    ],
    ['jump', isAlias && jump !== 'none' ? jump?.split(',') : undefined],
  ];
  return new Map(variables.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

/** The key that ~/.ssh/config names for the host; the names that every ssh tries need not be said. */
function ownKey(files: readonly string[], isThere: (path: string) => boolean): string | undefined {
  return files.filter((file) => !/^~\/\.ssh\/id_[a-z0-9_]+$/.test(file)).find(isThere);
}
