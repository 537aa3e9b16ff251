// Addresses of this machine from which an endpoint can be reached, so that it takes us for somebody else, or for the same.

import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { ProofTarget } from '../target.js';
import { reach } from './tcp.js';

/** Another client: another address, and where that is IPv6, of another /64. @param own the one that the endpoint sees */
export async function secondAddress(target: ProofTarget, own: string): Promise<string | undefined> {
  // All of 127.0.0.0/8 is this machine.
  const candidates = own.startsWith('127.') ? ['127.0.0.2'] : addressesLike(own);
  return firstThatReaches(
    target,
    candidates.filter((address) => !isOfSame64(address, own)),
  );
}

/** The same client by another address: of the same IPv6 /64. */
export async function neighbourAddress(target: ProofTarget, own: string): Promise<string | undefined> {
  const candidates = addressesLike(own).filter((address) => address !== own && isOfSame64(address, own));
  return isIPv6(own) ? firstThatReaches(target, candidates) : undefined;
}

async function firstThatReaches(target: ProofTarget, candidates: readonly string[]) {
  for (const from of candidates) {
    if ((await reach({ ...target, from, timeout: 2 })).kind === 'open') return from;
  }
  return undefined;
}

/** For IPv4: the very same. */
function isOfSame64(address: string, own: string): boolean {
  if (!isIPv6(own) || !isIPv6(address)) return address === own;
  const network = new BlockList();
  network.addSubnet(own, 64, 'ipv6');
  return network.check(address, 'ipv6');
}

function addressesLike(own: string): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, internal }) => !internal && isIP(address) === isIP(own))
    .map(({ address }) => address)
    .filter((address) => !isIPv6(address) || !address.startsWith('fe80:'));
}
