// What no host, or this host, can carry: one sentence for each limit that is passed, with its arithmetic. Pure.

import { type ProxyName, proxies } from '../proxies.js';
import { MOST_PROCESSES, type Sizes, THREADS_PER_PROCESS } from './arithmetic.js';

/** What the host has; null: it does not say. */
export interface HostLimits {
  /** KiB. */
  readonly memory: number | null;
  /** The most files that any process may be allowed (fs.nr_open). */
  readonly openFiles: number | null;
  /** Local ports for outgoing connections (net.ipv4.ip_local_port_range). */
  readonly localPorts: number | null;
}

/** The node on the host needs the rest. */
const SHARE_OF_MEMORY = 0.25;

export function refusals(
  proxy: ProxyName,
  clients: number,
  sizes: Sizes,
  host: HostLimits,
): readonly string[] {
  const { connections_per_client: one, open_files: files } = sizes;
  const { memory: ofClient } = proxies[proxy];
  const memory = clients * ofClient;
  const room = host.memory === null ? null : Math.floor(host.memory * SHARE_OF_MEMORY);
  const threads = MOST_PROCESSES * THREADS_PER_PROCESS;
  return [
    ...(one > clients
      ? [`one address may open ${one} connections, and there is room for ${clients} in all`]
      : []),
    ...(proxy === 'apache2' && clients > threads
      ? [
          `Apache keeps a thread for each client: ${clients} are more than ${MOST_PROCESSES} processes * ` +
            `${THREADS_PER_PROCESS} threads = ${threads}; nginx carries more`,
        ]
      : []),
    ...(isAbove(clients, host.localPorts)
      ? [
          `each client takes a local port towards the node: ${clients} are more than the ${host.localPorts} of ` +
            'net.ipv4.ip_local_port_range',
        ]
      : []),
    ...(isAbove(files, host.openFiles)
      ? [`the proxy needs ${files} open files, and the kernel allows ${host.openFiles} (fs.nr_open)`]
      : []),
    ...(isAbove(memory, room)
      ? [
          `${clients} clients * ${ofClient} KiB = ${inMebibytes(memory)} of memory are more than a ` +
            `quarter of the ${inMebibytes(host.memory ?? 0)} that the host has, and the node needs the rest`,
        ]
      : []),
  ];
}

function isAbove(needed: number, limit: number | null): boolean {
  return limit !== null && needed > limit;
}

function inMebibytes(kibibytes: number): string {
  return `${Math.round(kibibytes / 1024)} MiB`;
}
