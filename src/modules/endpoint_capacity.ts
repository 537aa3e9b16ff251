// endpoint_capacity: one number of clients becomes all limits of an endpoint, or is refused with the arithmetic. The
// arithmetic: endpoint_capacity/arithmetic.ts; what cannot be: endpoint_capacity/refuse.ts.

import { z } from 'zod';
import { readKeyValues } from '../host_words.js';
import type { JsonObject } from '../json.js';
import { type ActionResult, defineAction, type Output } from '../module.js';
import {
  NODE_DEFAULT_CONNECTIONS,
  ownConnections,
  type Share,
  type Sizes,
  sizesForAll,
} from '../module_parts/endpoint_capacity/arithmetic.js';
import { type HostLimits, refusals } from '../module_parts/endpoint_capacity/refuse.js';
import { addressOf, flag, nodes, port, whole } from '../module_parts/params.js';
import { proxyNames } from '../module_parts/proxies.js';

const clients = () => whole().pipe(z.int().min(1).max(1_000_000));
const perClient = () => whole().pipe(z.int().min(0)).default(0);

const params = z
  .strictObject({
    clients: clients().optional().describe('clients that are connected at the same time, at most'),
    endpoints: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          kind: z.enum(['rpc', 'bootnode']).default('rpc'),
          clients: clients(),
          connections_per_client: perClient(),
          request_burst: whole().pipe(z.int().min(1)).default(1),
          node_port: port(),
          nodes: nodes().optional(),
        }),
      )
      .min(1)
      .optional()
      .describe(
        'instead of clients, each endpoint: name, kind, clients, connections_per_client, request_burst, node_port, nodes',
      ),
    proxy: z.enum(proxyNames).default('nginx').describe('what carries them; nginx by default'),
    connections_per_client: perClient().describe(
      'connections that one address may hold; by default a sixth of the clients, from 2 to 50',
    ),
    connections_per_source: perClient().describe(
      'connections that a firewall lets one address have; by default half as many again, for apache2 as many',
    ),
    capped: flag().default(false).describe('true: there is a firewall that keeps connections_per_source'),
  })
  .refine((wanted) => (wanted.clients === undefined) !== (wanted.endpoints === undefined), {
    path: ['clients'],
    error: 'write either clients or endpoints',
  });

type Wanted = z.output<typeof params>;

export const endpointCapacity = defineAction({
  kind: 'action',
  name: 'endpoint_capacity',
  summary:
    'the limits that a number of clients needs, which register keeps; refused where the host cannot carry them',
  params,
  bare: 'clients',
  returns: {
    worker_connections: 'connections that each worker of nginx may hold',
    open_files: 'files that each process of the proxy may have open',
    needed_files: 'files that each worker of nginx has open when it is full',
    threads: 'threads of Apache',
    maxconn: 'clients that haproxy takes',
    connections_per_client: 'connections that one address may hold at a time',
    connections_per_source: 'connections of one address that a firewall lets through',
    node_connections: 'what the node has to allow: --rpc-max-connections',
    request_burst: 'requests at once of one client, over all endpoints; only with endpoints',
    per_endpoint: 'connections of one address at each endpoint, by its name; only with endpoints',
  },
  example: `
- name: the limits for 2000 clients
  endpoint_capacity:
    clients: 2000
    proxy: nginx
  register: capacity
`,
  plan: 'run',
  barrier: false,
  foretells: (wanted) => resultFor(wanted),
  // By cat, because dash reads byte by byte, and a file of /proc/sys gives its text to the first read only. A limit of
  // the node counts where it stands in its own command line; none is read from units or containers.
  probe:
    () => `while read -r key value _; do case $key in MemTotal:) echo "memory=$value" ;; esac; done </proc/meminfo
set -- $(cat /proc/sys/fs/nr_open /proc/sys/net/ipv4/ip_local_port_range 2>/dev/null)
[ $# -ne 3 ] || echo "open_files=$1
ports=$(($3 - $2 + 1))"
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' |
  sed -n 's/.*--rpc-max-connections[ =]\\([0-9]\\{1,9\\}\\).*/node=\\1/p'`,
  run(wanted, { seen }) {
    const sizes = sizesOf(wanted);
    const { host, node } = readHost(seen);
    const clients = clientsOf(wanted);
    const wrong = refusals(wanted.proxy, clients, sizes, host);
    const result: ActionResult['result'] = resultFor(wanted);
    if (wrong.length > 0) return { failed: true, message: wrong.join('\n'), result };
    const message = describe(wanted, sizes);
    return { message, result, warnings: tooFewInNode(clientsOf(wanted, 'rpc'), sizes, node) };
  },
});

function sharesOf({ clients = 0, connections_per_client, endpoints }: Wanted): readonly Share[] {
  const several = endpoints?.map(({ nodes: listed, ...share }) => ({
    ...share,
    nodes: listed?.map(addressOf),
  }));
  return several ?? [{ clients, connections_per_client, node_port: 0 }];
}

function sizesOf(wanted: Wanted): Sizes {
  return sizesForAll(sharesOf(wanted), wanted.connections_per_source, wanted.proxy);
}

/** @param only of endpoints of this kind */
function clientsOf(wanted: Wanted, only?: Share['kind']): number {
  const shares = sharesOf(wanted).filter(({ kind = 'rpc' }) => only === undefined || kind === only);
  return shares.reduce((sum, { clients }) => sum + clients, 0);
}

/** The sizes; requests at once of one client, in all; and of each endpoint how many connections one address may hold there. */
function resultFor(wanted: Wanted): JsonObject {
  const { endpoints } = wanted;
  if (!endpoints) return { ...sizesOf(wanted) };
  const own = endpoints.map((share) => [share.name, ownConnections(share)] as const);
  const limited = endpoints.filter(({ kind }) => kind === 'rpc');
  const burst = limited.reduce((sum, share) => sum + share.request_burst, 0) || 1;
  return { ...sizesOf(wanted), request_burst: burst, per_endpoint: Object.fromEntries(own) };
}

/** All limits in one line, the flag of the node that goes with them, and what nobody limits. */
function describe(wanted: Wanted, sizes: Sizes): string {
  const { proxy, capped } = wanted;
  const own = {
    nginx: `worker_connections ${sizes.worker_connections}, LimitNOFILE ${sizes.open_files}`,
    apache2: `MaxRequestWorkers ${sizes.threads}`,
    haproxy: `maxconn ${sizes.maxconn}, LimitNOFILE ${sizes.open_files}`,
  }[proxy];
  const each = `${sizes.connections_per_client} connections for one address`;
  const cap = capped
    ? `${sizes.connections_per_source} of it, or of an IPv6 /64, in the firewall`
    : `no firewall of ours, so ${uncapped[proxy]}`;
  const node =
    sizes.node_connections === 0 ? '' : `; the node: --rpc-max-connections=${sizes.node_connections}`;
  return `${clientsOf(wanted)} clients: ${own}, ${each}; ${cap}${node}`;
}

/** What each proxy cannot do by itself. */
const uncapped: Readonly<Record<Wanted['proxy'], string>> = {
  haproxy: 'nothing caps how many connections one address opens before it asks anything (firewall: ufw does)',
  nginx: 'nothing caps how many connections one address opens before it asks anything (firewall: ufw does)',
  apache2: 'nothing takes the addresses of an IPv6 /64 for one when it connects (firewall: ufw does)',
};

function readHost(seen: Output | undefined): { readonly host: HostLimits; readonly node: number | null } {
  const said = seen ? readKeyValues(seen) : new Map<string, string>();
  const number = (key: string) => (/^\d+$/.test(said.get(key) ?? '') ? Number(said.get(key)) : null);
  return {
    host: { memory: number('memory'), openFiles: number('open_files'), localPorts: number('ports') },
    node: number('node'),
  };
}

/** The node's limit is its own: it is told, not changed. */
function tooFewInNode(clients: number, { node_connections: needed }: Sizes, node: number | null): string[] {
  const allowed = node ?? NODE_DEFAULT_CONNECTIONS;
  if (allowed >= needed) return [];
  const seen = node === null ? `${allowed} unless it is told otherwise` : `${allowed}`;
  return [
    `${clients} clients are expected, and the node takes ${seen}: start it with --rpc-max-connections=${needed}`,
  ];
}
