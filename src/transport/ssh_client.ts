// From connection settings to a logged-in SSH client: configuration, known hosts, keys, jump hosts where there are some.

import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { Unreachable } from '../connection.js';
import type { ConnectionSettings } from '../inventory/inventory.js';
import { createConnectRate } from './connect_rate.js';
import type { Destination } from './destination.js';
import { acceptsNew, type NewHostKeys, prepareHostKeyCheck } from './host_key.js';
import { createJumpHosts, forward } from './jump.js';
import { type AskPassphrase, createKeyring } from './keyring.js';
import { createKnownHosts } from './known_hosts_files.js';
import { Lacking } from './lacking.js';
import { listAttempts } from './login.js';
import type { AskPassword, HostPassword } from './password.js';
import { RefusedLogins } from './refused_logins.js';
import { findRoute, type Route, routeKey } from './route.js';
import { login, openSocket } from './ssh.js';
import type { ConfigReader } from './ssh_config.js';
import { describeAddress } from './ssh_error.js';

export interface SshOptions extends NewHostKeys {
  /** Told what a person should know beside the run. */
  readonly tell?: (message: string) => void;
  readonly askPassphrase?: AskPassphrase;
  /** To log in with, on hosts for which the inventory has none; never at a jump host. */
  readonly loginPassword?: string | undefined;
  /** Asks a person for it where none is given, once a host wants one: a host is asked about once. */
  readonly askLoginPassword?: AskPassword | undefined;
  /** Read instead of ~/.ssh/config. */
  readonly sshConfigFile?: string;
}

export interface SshClients {
  /** @throws Unreachable */
  open(
    settings: ConnectionSettings,
    signal: AbortSignal,
    password: HostPassword | undefined,
  ): Promise<{ readonly client: Client; readonly destination: Destination }>;
  /** Closes what the clients share: the jump hosts. */
  close(): void;
}

/** What is read or opened once is shared by all clients: configuration, keys, known hosts, jump hosts. */
export function createSshClients(options: SshOptions, readConfig: ConfigReader): SshClients {
  const keyring = createKeyring(options.askPassphrase);
  const knownHosts = createKnownHosts();
  const closing = new AbortController();
  const connectRate = createConnectRate({ tell: options.tell });
  const refused = new RefusedLogins();
  const jumps = createJumpHosts((route) => openRoute(route, closing.signal));

  async function openRoute(route: Route, signal: AbortSignal, password?: HostPassword): Promise<Client> {
    const { destination, through } = route;
    refuseOptions(destination);
    const hostKey = await prepareHostKeyCheck(destination, knownHosts, acceptsNew(destination, options));
    const keys = await listAttempts(destination, keyring);
    const logIn = (channel: Duplex) => login(destination, channel, hostKey, { keys, password }, signal);
    const address = describeAddress(destination);
    // With a password of its own another name may be another login.
    const attempt = (connect: () => Promise<Client>) => () =>
      password === undefined ? refused.attempt(route, connect) : connect();
    if (!through) {
      const connect = attempt(async () => logIn(await openSocket(destination, signal)));
      return connectRate.pass([address], connect, signal);
    }
    const [jump, way] = [await unlessAborted(jumps.client(through), signal), routeKey(through)];
    const connect = attempt(async () => logIn(await forward(jump, through.destination, destination)));
    return connectRate.pass([`${way} ${address}`, way], connect, signal);
  }

  return {
    open: async (settings, signal, password) => {
      const route = await findRoute(settings, readConfig, process.env);
      return { client: await openRoute(route, signal, password), destination: route.destination };
    },
    close: () => {
      closing.abort();
      jumps.close();
    },
  };
}

/** A connection that gives up does not wait for a jump host; others may, so it is still connected to. */
function unlessAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What makes trust stricter is not left out silently. */
function refuseOptions(destination: Destination): void {
  const { host, refusals, limits, strictness } = destination;
  const [first] = refusals;
  const lack = (message: string, advice: string) =>
    new Lacking('option', describeAddress(destination), `${host}: ${message}`, advice);
  if (first !== undefined) {
    throw lack(
      `~/.ssh/config sets ${first}: only the ssh of this machine can do that`,
      /^proxycommand /.test(first)
        ? 'Leave ssh_client: builtin out, or use ProxyJump in ~/.ssh/config.'
        : 'Leave ssh_client: builtin out, or take the option out for this host.',
    );
  }
  if (limits.empty.length === 0) return;
  const allowed = `of what ${limits.empty.join(' and ')} in ~/.ssh/config allow the built-in client has nothing`;
  if (strictness.tooWeak.length === 0)
    throw lack(allowed, 'The ssh of this machine may have it: leave ssh_client: builtin out.');
  throw new Unreachable(
    `${host}: ${allowed}, and it is weak`,
    'Allow more there, and update sshd on the host; ssh_client: system in the inventory takes what is weak.',
  );
}
