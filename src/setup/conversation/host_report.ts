// What a look at a host and its surroundings brings to light, as plain data: what questions are asked from.

import { isIP } from 'node:net';
import { isLoopback, type Listener } from '../../module_parts/closed_ports/listeners.js';
import type { ProxyName } from '../../module_parts/proxies.js';
import type { NodeReport } from '../../proof/node.js';

export interface HostReport {
  /** The host in the inventory. */
  readonly host: string;
  /** As /etc/os-release calls it. */
  readonly system: string;
  /** The host's own name, as far as it has one with a dot. */
  readonly fullName: string | undefined;
  /** The address that we are connected to, then those of its network cards. */
  readonly addresses: readonly string[];
  readonly proxies: readonly FoundProxy[];
  readonly listeners: readonly Listener[];
  readonly certificates: readonly FoundCertificate[];
  readonly firewall: 'active' | 'inactive' | 'absent';
  readonly node: FoundNode;
  /** By name: each that was looked up. */
  readonly names: Readonly<Record<string, LookedUp>>;
}

export interface FoundProxy {
  readonly name: ProxyName;
  readonly runs: boolean;
  /** Names of the sites that are not ours. */
  readonly sites: readonly string[];
  /** Ports that it keeps for these: haproxy would give clients of a port of two frontends to one of them by chance. */
  readonly keeps: readonly number[];
}

/** One that is not of hostwright's making. */
export interface FoundCertificate {
  readonly path: string;
  readonly keyPath: string;
  readonly names: readonly string[];
  readonly until: Date;
}

export interface FoundNode {
  readonly port: number;
  readonly report: NodeReport;
}

export interface LookedUp {
  /** As every program of this machine finds it, /etc/hosts included: what the proof will do. */
  readonly here: readonly string[];
  /** As DNS has it: what an ACME server finds. */
  readonly published: readonly string[];
}

/** A name or an address of clients leads to the host: for the proof, or for an ACME server. */
export function leadsToHost(hostReport: HostReport, name: string, asked: keyof LookedUp): boolean {
  const found = isIP(name) === 0 ? (hostReport.names[name]?.[asked] ?? []) : [name];
  return found.some((address) => hostReport.addresses.includes(address));
}

/** Who listens on a port for others than the host itself; undefined: nobody. A listener without a name is `somebody`. */
export function ownerOf({ listeners }: HostReport, port: number): string | undefined {
  const listener = listeners.find((each) => each.port === port && !isLoopback(each));
  return listener && (listener.program ?? 'somebody');
}

/** The proxy itself has the port, for something else. */
export function isKept({ proxies }: HostReport, name: unknown, port: number): boolean {
  return proxies.some((proxy) => proxy.name === name && proxy.keeps.includes(port));
}

/** Ports of the node that others can reach as far as the host itself is concerned. */
export function exposedPorts(hostReport: HostReport, ports: readonly number[]): readonly number[] {
  return ports.filter((port) => ownerOf(hostReport, port) !== undefined);
}
