// Many connections, and slow ones, from addresses of our own: bounded in number and time, and only against hosts of a lab.

import { execFileSync } from 'node:child_process';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Lab } from '../../../src/lab/index.js';
import { machineName } from '../../../src/lab/lab.js';
import { call, sleep } from './client.js';

/** Gives this machine more addresses on the lab's bridge; they go with the bridge. */
export function addAddresses(lab: Lab, ...addresses: readonly string[]): void {
  const bridge = bridgeOf(lab);
  const had = networkInterfaces()[bridge]?.map(({ address }) => address) ?? [];
  for (const address of addresses.filter((one) => !had.includes(one))) {
    const words = address.includes(':')
      ? [`${address}/48`, 'dev', bridge, 'nodad']
      : [`${address}/24`, 'dev', bridge];
    execFileSync('ip', ['addr', 'add', ...words]);
  }
}

/** `198.18.0.250`, an address of this machine that the hosts take for another client. */
export function secondAddress(lab: Lab): string {
  const second = `${networkOf(lab)}.250`;
  addAddresses(lab, second);
  return second;
}

/** Gives a host an IPv6 address, from which all of fd00:1:LAB::/48 is reached without a router. */
export function ipv6Of(lab: Lab, name: string): string {
  const index = lab.hosts.findIndex((host) => host.name === name) + 1;
  const address = `fd00:1:${numberOf(lab).toString(16)}::f${index}`;
  const namespace = machineName(numberOf(lab), index);
  execFileSync('ip', ['-n', namespace, 'addr', 'replace', `${address}/48`, 'dev', 'eth0', 'nodad']);
  return address;
}

/** So many addresses of this machine in one /64: `fd00:1:LAB:NETWORK::1` and on. */
export function addressesIn(lab: Lab, network: number, count: number): readonly string[] {
  const prefix = `fd00:1:${numberOf(lab).toString(16)}:${network.toString(16)}`;
  const addresses = Array.from({ length: count }, (_, index) => `${prefix}::${(index + 1).toString(16)}`);
  addAddresses(lab, ...addresses);
  return addresses;
}

/** Tells its networks and interfaces from those of other labs. */
function numberOf(lab: Lab): number {
  const [, second = 18, third = 0] = networkOf(lab).split('.').map(Number);
  return (second - 18) * 256 + third;
}

function networkOf({ hosts }: Lab): string {
  return hosts[0]?.address.replace(/\.\d+$/, '') ?? '';
}

function bridgeOf(lab: Lab): string {
  const own = `${networkOf(lab)}.1`;
  const found = Object.entries(networkInterfaces()).find(([, each]) =>
    each?.some(({ address }) => address === own),
  );
  if (!found) throw new Error(`no interface has ${own}`);
  return found[0];
}

/** The first bytes of a TLS record, and nothing after them. */
const FOUR_BYTES = Buffer.from('16030100', 'hex');

export interface Unfinished {
  /** How many were let in, how many of these ended, and how many were turned away. */
  readonly counts: { opened: number; cut: number; refused: number };
  end(): void;
}

/** Opens so many connections from these addresses in turn, says four bytes over each, and leaves it at that. */
export async function beginMany(
  host: string,
  count: number,
  from: readonly string[],
  port = 443,
): Promise<Unfinished> {
  const counts = { opened: 0, cut: 0, refused: 0 };
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = connect({ host, port, localAddress: from[index % from.length] });
    let isOpen = false;
    socket.on('error', () => undefined);
    socket.on('connect', () => {
      isOpen = true;
      counts.opened += 1;
      socket.write(FOUR_BYTES);
    });
    socket.on('close', () => {
      if (isOpen) counts.cut += 1;
      else counts.refused += 1;
    });
    sockets.push(socket);
    if (index % 50 === 49) await sleep(20);
  }
  const settled = () => counts.opened + counts.refused === count;
  for (let waited = 0; waited < 3000 && !settled(); waited += 100) await sleep(100);
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { counts, end };
}

/** The status of one POST from an address of ours; 0: there was none. */
export function postFrom(
  host: string,
  from: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      {
        ...{ host, port: 443, path: '/', method: 'POST', localAddress: from, timeout: 5000 },
        ...{ rejectUnauthorized: false, agent: false },
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)),
    );
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', () => resolve(0));
    sent.end(call('system_health'));
  });
}

/**
 * How many of `each` POSTs from every address were answered, and in how many seconds. Few at a time, so that limits of
 * connections play no part.
 */
export async function answeredFrom(host: string, from: readonly string[], each: number) {
  const began = Date.now();
  let [left, answered] = [from.length * each, 0];
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      if ((await postFrom(host, from[left % from.length] ?? '')) === 200) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: 12 }, worker));
  return { answered, seconds: (Date.now() - began) / 1000 };
}
