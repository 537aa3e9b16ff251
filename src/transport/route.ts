// The way to a host: the jump hosts that lead to it, as ssh -J and ProxyJump chain them.

import { Unreachable } from '../connection.js';
import type { ConnectionSettings } from '../inventory/inventory.js';
import { type Destination, resolveDestination } from './destination.js';
import type { ConfigQuestion } from './ssh_config.js';
import type { SshConfig } from './ssh_options.js';

export interface Route {
  /** As the inventory, or the jump host's own name, has it. */
  readonly settings: ConnectionSettings;
  readonly destination: Destination;
  /** The way to the jump host next to the destination; undefined where the destination is reached directly. */
  readonly through: Route | undefined;
}

/**
 * A jump host is looked up in ~/.ssh/config like any other: the first of a chain may itself be behind a jump host.
 *
 * A ProxyJump of `Host *` is not for the jump host itself: `ssh -G` leaves it out there.
 *
 * @throws Unreachable when that leads in a circle
 */
export async function findRoute(
  settings: ConnectionSettings,
  readConfig: (question: ConfigQuestion) => Promise<SshConfig>,
  env: NodeJS.ProcessEnv,
): Promise<Route> {
  return findFrom(settings, []);

  async function findFrom(next: ConnectionSettings, before: readonly ConnectionSettings[]): Promise<Route> {
    if (before.some((one) => isSame(one, next))) throw circle(settings, [...before, next]);
    const destination = resolveDestination(next, await readConfig(next), env);
    if (destination.jump === undefined) return { settings: next, destination, through: undefined };
    const through = await findFrom(jumpSettings(destination.jump, next), [...before, next]);
    return { settings: next, destination, through };
  }
}

/** Equal where the same connection serves: what one calls the host, and for how long one waits, is not part of it. */
export function routeKey(route: Route): string {
  const left = ['settings', 'host', 'connectTimeout'];
  return JSON.stringify(route, (name, value) => (left.includes(name) ? undefined : value));
}

/** All that ~/.ssh/config makes its answer from, so that the way goes on as it did before. */
function isSame(one: ConnectionSettings, other: ConnectionSettings): boolean {
  const question = ({ address, port, user, jump }: ConnectionSettings) =>
    JSON.stringify([address, port, user, jump]);
  return question(one) === question(other);
}

function circle({ host }: ConnectionSettings, way: readonly ConnectionSettings[]): Unreachable {
  const names = way.map(({ address }) => address).join(', ');
  return new Unreachable(
    `${host}: the jump hosts lead in a circle: ${names}`,
    'Correct ProxyJump in ~/.ssh/config.',
  );
}

/**
 * The last of a chain of jump hosts, with settings of its own: it is reached through the others. The chain is
 * `[user@]host[:port]`, or ssh:// URIs, with commas between them. Its key is not the host's: ~/.ssh/config and the agent
 * say which.
 */
export function jumpSettings(chain: string, behind: ConnectionSettings): ConnectionSettings {
  const hops = chain.split(',');
  const hop = hops.pop() ?? '';
  const [, user, bracketed, plain, port] =
    /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@]+))(?::(\d+))?\/?$/.exec(hop.trim()) ?? [];
  const address = bracketed ?? plain;
  if (address === undefined) {
    throw new Unreachable(`${behind.host}: "${hop}" is not a jump host`, 'Write [user@]host[:port].');
  }
  return {
    host: address,
    connection: behind.connection,
    address,
    port: port === undefined ? undefined : Number(port),
    user,
    privateKeyFile: undefined,
    knownHostsFiles: behind.knownHostsFiles,
    jump: hops.length === 0 ? undefined : hops.join(','),
    connectTimeout: behind.connectTimeout,
  };
}
