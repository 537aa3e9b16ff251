// Whether an ACME server would get through to a host: its names lead there, and its port 80 answers. Asked beforehand,
// because every attempt that fails is counted against the one who makes it.

import { isIP } from 'node:net';
import { askPlain } from './probes/plain.js';
import { addressesOf } from './probes/records.js';

export interface Challenge {
  readonly names: readonly string[];
  /** What the names may lead to. */
  readonly expected: readonly string[];
  /** Where port 80 is asked. */
  readonly address: string;
  /** Somebody has to answer there now; else it is enough that nothing on the way is silent. */
  readonly isServed: boolean;
  readonly nameServer: string | undefined;
  /** Seconds for each question. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** One sentence for each blocker, with what was found and what was expected. */
export async function blockersTo(challenge: Challenge): Promise<readonly string[]> {
  const names = challenge.names.filter((name) => isIP(name) === 0 && !name.startsWith('*.'));
  const asked = [...names.map((name) => blockerOfName(name, challenge)), blockerOfPort(challenge)];
  return (await Promise.all(asked)).flatMap((blocker) => blocker ?? []);
}

async function blockerOfName(name: string, challenge: Challenge): Promise<string | undefined> {
  const { expected, nameServer, timeout } = challenge;
  const found = await addressesOf(name, nameServer, timeout);
  const wanted = expected.join(' or ');
  if (found.length === 0)
    return `${name} has no address in DNS, and ${wanted} is expected: make its A or AAAA record`;
  // The ACME server takes any of them, the IPv6 ones first.
  const foreign = found.filter((address) => !expected.includes(address));
  return foreign.length === 0
    ? undefined
    : `${name} leads to ${foreign.join(', ')}, and ${wanted} is expected: correct its records, or say that it is right (acme_addresses)`;
}

async function blockerOfPort({
  address,
  isServed,
  timeout,
  signal,
  names,
}: Challenge): Promise<string | undefined> {
  const [name = address] = names;
  const path = '/.well-known/acme-challenge/hostwright';
  const answer = await askPlain({ address, name, path, timeout, signal, record: () => undefined });
  if (answer.kind === 'answer' || (answer.kind === 'closed' && !isServed)) return undefined;
  return answer.kind === 'closed'
    ? `nobody answers on port 80 of ${address}, where the ACME server asks: look at the proxy there, and at firewalls`
    : `port 80 of ${address}, where the ACME server asks, does not answer (${answer.why}): open it in every firewall on the way`;
}
