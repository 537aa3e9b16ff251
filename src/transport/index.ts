// How hosts are reached: the one door to the transports.

import type { Connection } from '../connection.js';
import type { ConnectionSettings } from '../inventory/inventory.js';
import { createAddressReader, type ReadAddress } from './address.js';
import { createForward } from './forward.js';
import { instead, noOther, toldInstead } from './lacking.js';
import { connectLocal } from './local.js';
import { type AskPassword, askedPasswords, Passwords } from './password.js';
import { findRoute, type Route } from './route.js';
import { Session } from './session.js';
import { nameLines } from './set_by.js';
import { createOpenChannel } from './ssh_channel.js';
import { createSshClients, type SshOptions } from './ssh_client.js';
import { createConfigReader } from './ssh_config.js';
import { describeAddress } from './ssh_error.js';
import { createSystemSsh } from './system_ssh.js';

export { createAddressReader } from './address.js';
export type { NewHostKey } from './host_key.js';
export type { SshOptions } from './ssh_client.js';
export { readSshConfig } from './ssh_config.js';
export type { SshConfig } from './ssh_options.js';

export interface Connector {
  /**
   * @param signal ends the attempt with its reason; a connection that stands is closed by its owner
   * @throws Unreachable
   */
  connect(settings: ConnectionSettings, signal: AbortSignal): Promise<Connection>;
  /** What connections to a host go to. */
  readonly addressOf: ReadAddress;
  /** Closes what connections share. */
  close(): Promise<void>;
}

export interface ConnectorOptions extends SshOptions {
  /** To become another user with, on hosts for which the inventory has none. */
  readonly becomePassword?: string | undefined;
  /** Asks a person for it where none is given, once a host wants one: a host is asked about once. */
  readonly askBecomePassword?: AskPassword | undefined;
}

/** One for each run. */
export function connectTo(options: ConnectorOptions): Connector {
  const readConfig = createConfigReader(options.sshConfigFile);
  const clients = createSshClients(options, readConfig);
  const system = createSystemSsh(options, readConfig);
  const beyondUs = new Set<string>();
  const passwords = new Passwords('to become another user');
  const asked = options.askBecomePassword && askedPasswords(options.askBecomePassword);
  const passwordOf = ({ host, becomePassword }: ConnectionSettings) => {
    const given = becomePassword ?? options.becomePassword;
    return (given === undefined && asked?.(host)) || passwords.of(host, given);
  };
  const loginPasswords = new Passwords('to log in');
  const askedLogins = options.askLoginPassword && askedPasswords(options.askLoginPassword);
  /** undefined: there is none, and no operator to ask. */
  const loginPasswordOf = ({ host, loginPassword }: ConnectionSettings) => {
    const given = loginPassword ?? options.loginPassword;
    return given === undefined ? askedLogins?.(host) : loginPasswords.of(host, given);
  };
  return {
    addressOf: createAddressReader(readConfig),
    connect: async (settings, signal) => {
      try {
        if (settings.connection === 'local') return connectLocal(settings, process.env, passwordOf(settings));
        if (settings.connection === 'system ssh') return await connectSystemSsh(settings, signal);
        return await connectByEither(settings, signal);
      } catch (error) {
        signal.throwIfAborted();
        nameLines(error, settings);
        throw error;
      }
    },
    close: async () => {
      clients.close();
      await system.close();
    },
  };

  /** By the built-in client; where it lacks something, by the ssh of this machine, then and for the rest of the run. */
  async function connectByEither(settings: ConnectionSettings, signal: AbortSignal): Promise<Connection> {
    if (await isBeyondUs(settings)) return connectSystemSsh(settings, signal);
    try {
      return await connectSsh(settings, signal);
    } catch (error) {
      const lacking = instead(error, settings);
      if (!lacking) throw error;
      // Where ssh is not installed, it tells nothing of itself.
      if ((await readConfig(settings)).size === 0) throw noOther(lacking);
      if (beyondUs.size === 0) options.tell?.(toldInstead(settings, lacking));
      beyondUs.add(lacking.at);
      return connectSystemSsh(settings, signal);
    }
  }

  /** Whether the way to it leads over an address at which the built-in client was found lacking. */
  async function isBeyondUs(settings: ConnectionSettings): Promise<boolean> {
    if (beyondUs.size === 0 || settings.connection !== 'ssh') return false;
    const route = await findRoute(settings, readConfig, process.env);
    return addressesOn(route).some((address) => beyondUs.has(address));
  }

  async function connectSystemSsh(settings: ConnectionSettings, signal: AbortSignal): Promise<Connection> {
    const { master, destination } = await system.open(settings, signal, loginPasswordOf(settings));
    return new Session({
      host: settings.host,
      login: destination.user,
      startTimeout: destination.connectTimeout,
      open: master.open,
      forward: master.forward,
      password: passwordOf(settings),
      close: master.close,
    });
  }

  async function connectSsh(settings: ConnectionSettings, signal: AbortSignal): Promise<Connection> {
    const { client, destination } = await clients.open(settings, signal, loginPasswordOf(settings));
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    return new Session({
      host: settings.host,
      login: destination.user,
      startTimeout: destination.connectTimeout,
      open: createOpenChannel(client, settings.host),
      forward: createForward(client, settings.host),
      password: passwordOf(settings),
      close: async () => {
        const timer = setTimeout(() => client.destroy(), GRACE);
        client.end();
        await closed;
        clearTimeout(timer);
      },
    });
  }
}

function addressesOn({ destination, through }: Route): readonly string[] {
  return [describeAddress(destination), ...(through ? addressesOn(through) : [])];
}

/** Milliseconds for a connection to end in good order before it is cut. */
const GRACE = 1000;
