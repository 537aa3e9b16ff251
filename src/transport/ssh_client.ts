// From an endpoint to a logged-in SSH client: configuration, known hosts, keys, jump hosts where there are some.

import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { Unreachable } from '../connection.js';
import type { Endpoint } from '../inventory/inventory.js';
import { type NewHostKey, prepareHostKeyCheck } from './host_key.js';
import { createJumpHosts, forward } from './jump.js';
import { type AskPassphrase, createKeyring } from './keyring.js';
import { createKnownHosts } from './known_hosts_files.js';
import { listAttempts } from './login.js';
import { type AskPassword, askedPasswords, type HostPassword, Passwords } from './password.js';
import { createRamp } from './ramp.js';
import { findRoute, type Route, routeKey } from './route.js';
import { login, openSocket } from './ssh.js';
import type { ConfigReader } from './ssh_config.js';
import { describeAddress } from './ssh_error.js';
import type { Target } from './target.js';

export interface SshOptions {
  /** Add host keys that are not known yet; changed ones are refused in any case. */
  readonly acceptNewHostKeys: boolean;
  /** Asks a person about a host key that is not known yet, where they are not accepted anyway. */
  readonly confirmHostKey?: (key: NewHostKey) => Promise<boolean>;
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
    endpoint: Endpoint,
    signal: AbortSignal,
  ): Promise<{ readonly client: Client; readonly target: Target }>;
  /** Closes what the clients share: the jump hosts. */
  close(): void;
}

/** What is read or opened once is shared by all clients: configuration, keys, known hosts, jump hosts. */
export function createSshClients(options: SshOptions, readConfig: ConfigReader): SshClients {
  const keyring = createKeyring(options.askPassphrase);
  const knownHosts = createKnownHosts();
  const closing = new AbortController();
  const ramp = createRamp();
  const passwords = new Passwords('to log in');
  const asked = options.askLoginPassword && askedPasswords(options.askLoginPassword);
  const jumps = createJumpHosts((route) => openRoute(route, closing.signal));

  async function openRoute(
    { target, through }: Route,
    signal: AbortSignal,
    password?: HostPassword,
  ): Promise<Client> {
    refuseOptions(target);
    const hostKey = await prepareHostKeyCheck(
      target,
      knownHosts,
      async (key) =>
        options.acceptNewHostKeys ||
        target.acceptNew ||
        (target.mayAskAboutNew && (await options.confirmHostKey?.(key)) === true),
    );
    const keys = await listAttempts(target, keyring);
    const logIn = (channel: Duplex) => login(target, channel, hostKey, { keys, password }, signal);
    const address = describeAddress(target);
    if (!through) return ramp.pass([address], async () => logIn(await openSocket(target, signal)), signal);
    const [jump, way] = [await unlessAborted(jumps.client(through), signal), routeKey(through)];
    const connect = async () => logIn(await forward(jump, through.target, target));
    return ramp.pass([`${way} ${address}`, way], connect, signal);
  }

  return {
    open: async (endpoint, signal) => {
      const route = await findRoute(endpoint, readConfig, process.env);
      const given = endpoint.loginPassword ?? options.loginPassword;
      const password = given === undefined ? asked?.(endpoint.host) : passwords.of(endpoint.host, given);
      return { client: await openRoute(route, signal, password), target: route.target };
    },
    close: () => {
      closing.abort();
      jumps.close();
    },
  };
}

/** Whoever gives up does not wait for a jump host; others may, so it is still connected to. */
function unlessAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What makes trust stricter is not left out silently. */
function refuseOptions({ host, refusals, limits }: Target): void {
  const [first] = refusals;
  if (first !== undefined) {
    throw new Unreachable(
      `${host}: ~/.ssh/config sets ${first}: only the ssh of this machine can do that`,
      /^proxycommand /.test(first)
        ? 'Set ssh_client: system in the inventory, or use ProxyJump in ~/.ssh/config.'
        : 'Set ssh_client: system in the inventory, or take the option out for this host.',
    );
  }
  if (limits.empty.length === 0) return;
  throw new Unreachable(
    `${host}: of what ${limits.empty.join(' and ')} in ~/.ssh/config allow the built-in client has nothing`,
    'Set ssh_client: system in the inventory: the ssh of this machine may have it.',
  );
}
