// How the host that was named is reached, as variables of the inventory: what an alias of ~/.ssh/config stands for is
// written out, so that the inventory says the same on every machine.

import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import type { Json } from '../../json.js';
import type { Destination } from '../../setup/destination.js';
import type { Entry } from '../../setup/entry.js';
import { readSshConfig } from '../../transport/index.js';

export async function wayTo({ name, address, user, port }: Destination): Promise<Entry> {
  const config = await readSshConfig({ address, user, port });
  const option = (key: string) => config.get(key)?.at(0);
  const hostname = option('hostname') ?? address;
  const isAlias = hostname !== address;
  const login = user ?? (option('user') === userInfo().username ? undefined : option('user'));
  const number = port ?? Number(option('port') ?? 22);
  const jump = option('proxyjump');
  const variables: readonly (readonly [string, Json | undefined])[] = [
    ['ansible_host', hostname === name ? undefined : hostname],
    ['ansible_port', number === 22 ? undefined : number],
    ['ansible_user', login],
    ['ansible_ssh_private_key_file', isAlias ? ownKey(config.get('identityfile') ?? []) : undefined],
    ['jump', isAlias && jump !== 'none' ? jump?.split(',') : undefined],
  ];
  return new Map(variables.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

/** The key that ~/.ssh/config names for the host; the names that every ssh tries need not be said. */
function ownKey(files: readonly string[]): string | undefined {
  return files
    .filter((file) => !/^~\/\.ssh\/id_[a-z0-9_]+$/.test(file))
    .find((file) => existsSync(file.replace(/^~(?=\/)/, homedir())));
}
