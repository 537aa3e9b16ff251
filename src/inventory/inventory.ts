// Hosts and groups as the inventory names them.

import type { Variables } from '../expression/scope.js';
import type { Place, Problem } from '../problem.js';

export interface Host {
  readonly name: string;
  readonly place: Place;
  /** Names of its groups, parents before children, without `all`. */
  readonly groups: readonly string[];
  /** Its own variables over its groups' over those of `all`. */
  readonly vars: Variables;
}

export interface Inventory {
  /** In the order of the file. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** Names of all hosts in a group, those of its children included; `all` and `ungrouped` are groups. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly Problem[];
}

/** How to reach a host: what the inventory says, before ~/.ssh/config is asked. */
export interface Endpoint {
  readonly host: string;
  /** `system ssh` is the ssh program of this machine: it knows certificates, FIDO keys, GSSAPI and ProxyCommand. */
  readonly connection: 'ssh' | 'system ssh' | 'local';
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
}
