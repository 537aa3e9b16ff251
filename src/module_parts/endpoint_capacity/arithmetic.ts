// What a number of clients takes, in one place: every limit of the shipped endpoint comes from here. Pure. A client is
// one that is connected, so one WebSocket.

import type { ProxyName } from '../proxies.js';

export interface Sizes {
  /** Connections that each nginx worker may hold. */
  readonly worker_connections: number;
  /** Files that each process of the proxy may have open. */
  readonly open_files: number;
  /** Files that each worker of nginx has open when it is full: fewer than that refuses clients. */
  readonly needed_files: number;
  /** Threads of Apache, a multiple of its threads per process. */
  readonly threads: number;
  /** Clients that haproxy takes: the next one waits. */
  readonly maxconn: number;
  /** Connections that one address may hold at a time. */
  readonly connections_per_client: number;
  /** Connections of one address, or of one IPv6 /64, that a firewall lets through. */
  readonly connections_per_source: number;
  /** What the node has to allow: `--rpc-max-connections`. */
  readonly node_connections: number;
}

/**
 * `worker_connections` counts those to the node as well (nginx, ngx_core_module, worker_connections), so a client takes
 * two. Workers do not share their clients evenly, so each has room for all of them: 232 + 2 * 96 bytes a connection
 * (ngx_connection_t, ngx_event_t) are not worth a refused client.
 */
const CONNECTIONS_PER_CLIENT = 2;

/** To the client and to the node. */
const FILES_PER_CONNECTION = 2;

/** Listening sockets, the master's channel, handshakes and redirects that are on their way. */
const SPARE_CONNECTIONS = 128;

/**
 * Whoever begins a request and does not end it holds a connection for the ten seconds of client_header_timeout, before
 * any limit counts it. 1,700 such from one address filled Debian's 768 of each worker.
 */
const FEWEST_CONNECTIONS = 4096;

/** Logs, epoll, libraries: files of a process that are no connections. */
const SPARE_FILES = 128;

/** systemd gives a service 1024 unless it is told otherwise (systemd.exec(5), LimitNOFILE). Changing it costs a restart. */
const FEWEST_FILES = 65_536;

/**
 * haproxy takes two files for each of `maxconn`, some for each thread, listener and check of a node, and does not start where
 * its limit is lower (haproxy 2.6, 3.0: strict-limits). The spare ones are for machines of up to a hundred threads.
 */
const SPARE_FILES_OF_HAPROXY = 512;

/**
 * A WebSocket keeps a thread of mod_proxy_http for as long as it is open. ServerLimit and ThreadLimit are 100 in the
 * template: they cannot be changed by a reload (httpd, mod_mpm_event), so they are the most that is meant.
 */
export const THREADS_PER_PROCESS = 100;
export const MOST_PROCESSES = 100;

/** For those that are no clients yet: whoever begins a request and does not end it keeps a thread, too. */
const SPARE_PROCESSES = 1;

/**
 * The node's own limit is 100 (polkadot-sdk, cumulus and substrate run_cmd, --rpc-max-connections). POSTs and the
 * connections of a proxy that are just ending need a tenth more.
 */
export const NODE_DEFAULT_CONNECTIONS = 100;
const TENTH = 10;

/** Whom one address may crowd out: at most a sixth of all, and never so few that a browser with two pages suffers. */
const SHARE_OF_ONE = 6;
const MOST_OF_ONE = 50;
const FEWEST_OF_ONE = 2;

/** Of the peers of a bootnode many are behind one address (NAT), each with one connection: half of all. */
const SHARE_OF_ONE_NETWORK = 2;

/** Beside those that nginx counts, one address has some that are just beginning or ending, and plain requests. */
const FEWEST_BESIDE = 8;

/**
 * @param perClient 0: as many as suit the number of clients
 * @param perSource 0: half as many again; with Apache, which counts connections as a firewall does, just as many
 */
export function sizesFor(
  clients: number,
  perClient: number,
  perSource = 0,
  proxy: ProxyName = 'nginx',
): Sizes {
  const connections = clients * CONNECTIONS_PER_CLIENT + SPARE_CONNECTIONS;
  const own = perClient || shareOfOne(clients);
  const beside = proxy === 'apache2' ? 0 : Math.max(FEWEST_BESIDE, Math.ceil(own / 2));
  const processes = Math.ceil(clients / THREADS_PER_PROCESS);
  const worker = Math.max(FEWEST_CONNECTIONS, connections);
  const maxconn = Math.max(FEWEST_CONNECTIONS, clients + SPARE_CONNECTIONS);
  const files =
    proxy === 'haproxy' ? maxconn * FILES_PER_CONNECTION + SPARE_FILES_OF_HAPROXY : connections + SPARE_FILES;
  return {
    worker_connections: worker,
    needed_files: worker + SPARE_FILES,
    open_files: Math.max(FEWEST_FILES, powerOfTwoFrom(files)),
    threads: (processes + (processes < MOST_PROCESSES ? SPARE_PROCESSES : 0)) * THREADS_PER_PROCESS,
    maxconn,
    connections_per_client: own,
    connections_per_source: perSource || own + beside,
    node_connections: clients + Math.ceil(clients / TENTH),
  };
}

/** One of several endpoints that a proxy carries. */
export interface Share {
  /** What its clients are: of a bootnode, peers; rpc where it is absent. */
  readonly kind?: 'rpc' | 'bootnode';
  readonly clients: number;
  /** 0: as many as suit the number of clients. */
  readonly connections_per_client: number;
  readonly node_port: number;
  /** Addresses of several nodes, any of which may have to carry all alone; undefined: the one on node_port. */
  readonly nodes?: readonly string[] | undefined;
}

/**
 * What several endpoints take together. Who uses all of them is one address all the same, so what one address may hold adds
 * up as well; each node needs room for the clients of its own endpoints.
 */
export function sizesForAll(shares: readonly Share[], perSource: number, proxy: ProxyName): Sizes {
  const clients = sumOf(shares.map((share) => share.clients));
  const own = sumOf(shares.map(ownConnections));
  // --rpc-max-connections is no matter of peers.
  const served = shares.filter(({ kind }) => kind !== 'bootnode');
  const ofNodes = [...new Set(served.flatMap(nodesOf))].map((node) =>
    sumOf(served.filter((share) => nodesOf(share).includes(node)).map((share) => share.clients)),
  );
  const busiest = sizesFor(Math.max(0, ...ofNodes), own, perSource, proxy);
  return { ...sizesFor(clients, own, perSource, proxy), node_connections: busiest.node_connections };
}

/** Connections that one address may hold at one endpoint. */
export function ownConnections({
  clients,
  connections_per_client: own,
  kind,
}: Pick<Share, 'clients' | 'connections_per_client' | 'kind'>): number {
  if (own > 0) return own;
  return kind === 'bootnode' ? Math.ceil(clients / SHARE_OF_ONE_NETWORK) : shareOfOne(clients);
}

function nodesOf({ node_port: port, nodes }: Share): readonly string[] {
  return nodes ?? [`127.0.0.1:${port}`];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function shareOfOne(clients: number): number {
  return Math.max(FEWEST_OF_ONE, Math.min(MOST_OF_ONE, Math.floor(clients / SHARE_OF_ONE)));
}

function powerOfTwoFrom(number: number): number {
  return 2 ** Math.ceil(Math.log2(number));
}
