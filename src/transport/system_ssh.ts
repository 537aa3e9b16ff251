// SSH through the ssh program of this machine, for what a library cannot do: new algorithms, user and host certificates
// (@cert-authority), FIDO keys, GSSAPI, ProxyCommand. Hosts are found and jump hosts shared as in the other transport.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionSettings } from '../inventory/inventory.js';
import { writeAskpass } from './askpass.js';
import { createConnectRate } from './connect_rate.js';
import type { Destination } from './destination.js';
import { acceptsNew, type NewHostKeys, prepareHostKeyCheck } from './host_key.js';
import { createKnownHosts } from './known_hosts_files.js';
import type { HostPassword } from './password.js';
import { RefusedLogins } from './refused_logins.js';
import { findRoute, type Route, routeKey } from './route.js';
import type { ConfigReader } from './ssh_config.js';
import { describeAddress } from './ssh_error.js';
import { UnknownKey } from './system_error.js';
import { acceptHostKey } from './system_host_key.js';
import { type Master, startMaster } from './system_master.js';

export interface SystemSshOptions extends NewHostKeys {
  /** Told what a person should know beside the run. */
  readonly tell?: (message: string) => void;
  /** Read instead of ~/.ssh/config. */
  readonly sshConfigFile?: string;
}

export interface SystemSsh {
  /** @throws Unreachable */
  open(
    settings: ConnectionSettings,
    signal: AbortSignal,
    password: HostPassword | undefined,
  ): Promise<{ readonly master: Master; readonly destination: Destination }>;
  /** Closes the jump hosts. */
  close(): Promise<void>;
}

export function createSystemSsh(options: SystemSshOptions, readConfig: ConfigReader): SystemSsh {
  const connectRate = createConnectRate({ tell: options.tell });
  const knownHosts = createKnownHosts();
  const refused = new RefusedLogins();
  const closing = new AbortController();
  const jumps = new Map<string, Promise<Master>>();
  let folder: string | undefined;
  let files = 0;
  let askpass: string | undefined;

  /** Control sockets let in every account that can reach them: mkdtemp makes a folder that only its owner may enter. */
  function nextFile(): string {
    folder ??= mkdtempSync(join(tmpdir(), 'hostwright-'));
    return join(folder, String(++files));
  }

  function askpassFile(): string {
    if (askpass !== undefined) return askpass;
    askpass = nextFile();
    writeAskpass(askpass);
    return askpass;
  }

  async function openRoute(route: Route, signal: AbortSignal, password?: HostPassword): Promise<Master> {
    const { settings, destination, through } = route;
    const jump = through && (await sharedMaster(through));
    const way = through ? routeKey(through) : '';
    const hops = [`${way} ${describeAddress(destination)}`, ...(through ? [way] : [])];
    const question = () => {
      const sockets = { socket: nextFile(), jumpSocket: jump?.socket };
      return { settings, destination, ...sockets, configFile: options.sshConfigFile };
    };
    // With a password of its own another name may be another login.
    const connect = () =>
      password === undefined
        ? refused.attempt(route, () => startMaster(question(), signal))
        : startMaster({ ...question(), askpass: askpassFile() }, signal, password);
    try {
      return await connectRate.pass(hops, connect, signal);
    } catch (error) {
      if (!(error instanceof UnknownKey)) throw error;
      const hostKey = await prepareHostKeyCheck(destination, knownHosts, acceptsNew(destination, options));
      const look = { ...question(), showKeyIn: nextFile() };
      await connectRate.pass(hops, () => acceptHostKey(look, hostKey, error, signal), signal);
      return connectRate.pass(hops, connect, signal);
    }
  }

  /** The connection to a jump host; a new one where there is none, or where it is gone. A failure is for all who wait. */
  function sharedMaster(route: Route): Promise<Master> {
    const key = routeKey(route);
    const before = jumps.get(key);
    const renew = async (master: Master) =>
      (await master.isAlive()) ? master : openRoute(route, closing.signal);
    const master = before ? before.then(renew) : openRoute(route, closing.signal);
    jumps.set(key, master);
    master.catch(() => {
      if (jumps.get(key) === master) jumps.delete(key);
    });
    return master;
  }

  return {
    open: async (settings, signal, password) => {
      const route = await findRoute(settings, readConfig, process.env);
      return { master: await openRoute(route, signal, password), destination: route.destination };
    },
    close: async () => {
      closing.abort();
      // One that could not be opened has been told of where it was waited for.
      await Promise.allSettled([...jumps.values()].map(async (jump) => (await jump).close()));
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
