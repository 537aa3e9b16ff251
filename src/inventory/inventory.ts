// Hosts and groups as the inventory names them.

import type { Levels } from '../expression/precedence.js';
import type { Place, Problem } from '../problem.js';

export interface Host {
  readonly name: string;
  readonly place: Place;
  /** Where it was named first: a file, or a list of hosts. */
  readonly source: string;
  /** Names of its groups, without `all`: the weaker before the stronger, so parents before children. */
  readonly groups: readonly string[];
  /** What the inventory, group_vars/ and host_vars/ give it, by level. Hosts of the same groups share what is theirs. */
  readonly levels: Levels;
}

export interface Group {
  /** Those directly in it. */
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  /** All of them, those of its children included, in the order in which runs take them. */
  readonly members: readonly string[];
}

export interface Inventory {
  /** In the order in which they were named. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** `all` and `ungrouped` are groups. */
  readonly groups: ReadonlyMap<string, Group>;
  /** A host that plays can name without an inventory: this machine, as `localhost`. */
  readonly implicit: (name: string) => Host | undefined;
  readonly warnings: readonly Problem[];
  /** What stands beside it for no group or host that it has: warnings, or mistakes for who asks for that. */
  readonly unread: readonly Problem[];
}

export function hostNamed({ hosts, implicit }: Inventory, name: string): Host | undefined {
  return hosts.get(name) ?? implicit(name);
}

/** How to reach a host: what the inventory says, before ~/.ssh/config is asked. */
export interface ConnectionSettings {
  readonly host: string;
  /** `system ssh` is the ssh program of this machine; with `ssh` it is asked where the built-in client lacks something. */
  readonly connection: 'ssh' | 'builtin ssh' | 'system ssh' | 'local';
  /** What to connect to: `ansible_host`, or the host's name. */
  readonly address: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly privateKeyFile: string | undefined;
  /** Known-hosts files to use instead of the user's own. */
  readonly knownHostsFiles: readonly string[];
  /** `[user@]host[:port]` of a jump host, several with commas between them, or `none`, as in ProxyJump. */
  readonly jump: string | undefined;
  /** Seconds. */
  readonly connectTimeout: number | undefined;
  /** To log in with, after the keys. Secret: for the transport alone. */
  readonly loginPassword?: string | undefined;
  /** What sudo, su or doas wants to hear. Secret: for the transport alone. */
  readonly becomePassword?: string | undefined;
  /** Which variables decided address, port, user and jump host, for whoever is not let in there. */
  readonly setBy?: readonly SetBy[];
}

export interface SetBy {
  readonly name: string;
  readonly place: Place;
}
