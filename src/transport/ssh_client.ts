// From an endpoint to a logged-in SSH client: configuration, known hosts, keys, a jump host where there is one.

import type { Client } from 'ssh2';
import type { Endpoint } from '../inventory/inventory.js';
import { prepareHostKeyCheck } from './host_key.js';
import { createJumpHosts } from './jump.js';
import { type AskPassphrase, createKeyring } from './keyring.js';
import { createKnownHosts } from './known_hosts_files.js';
import { listAttempts } from './login.js';
import { login, openSocket } from './ssh.js';
import { createConfigReader } from './ssh_config.js';
import { jumpEndpoint, resolveTarget, type Target } from './target.js';

export interface SshOptions {
  /** Add host keys that are not known yet; changed ones are refused in any case. */
  readonly acceptNewHostKeys: boolean;
  readonly askPassphrase?: AskPassphrase;
  /** Read instead of ~/.ssh/config. */
  readonly sshConfigFile?: string;
}

export interface SshClients {
  /** @throws Unreachable */
  open(
    endpoint: Endpoint,
    signal: AbortSignal,
  ): Promise<{ readonly client: Client; readonly target: Target }>;
  /** Closes what the clients share: the jump hosts. */
  close(): void;
}

/** What is read or opened once is shared by all clients: configuration, keys, known hosts, jump hosts. */
export function createSshClients(options: SshOptions): SshClients {
  const readConfig = createConfigReader(options.sshConfigFile);
  const keyring = createKeyring(options.askPassphrase);
  const knownHosts = createKnownHosts();
  const closing = new AbortController();
  const jumps = createJumpHosts(async (jump) => {
    const { client } = await open(jump, closing.signal, 'directly');
    return client;
  });

  // A jump host is reached directly: a ProxyJump for `Host *` would lead back to it.
  async function open(endpoint: Endpoint, signal: AbortSignal, way: 'directly' | 'as configured') {
    const target = resolveTarget(endpoint, await readConfig(endpoint), process.env);
    const hostKey = await prepareHostKeyCheck(target, knownHosts, options.acceptNewHostKeys);
    const attempts = await listAttempts(target, keyring);
    const logIn = (channel: Parameters<typeof login>[1]) => login(target, channel, hostKey, attempts, signal);
    const client =
      target.jump === undefined || way === 'directly'
        ? await logIn(await openSocket(target, signal))
        : await jumps.through(jumpEndpoint(target.jump, endpoint), target, logIn);
    return { client, target };
  }

  return {
    open: (endpoint, signal) => open(endpoint, signal, 'as configured'),
    close: () => {
      closing.abort();
      jumps.close();
    },
  };
}
