// Looks a name up as every program of this machine does, /etc/hosts included.

import { lookup } from 'node:dns/promises';
import { deadlineOf, type ProofTarget } from '../target.js';
import { beginExchange } from '../transcript.js';
import { type Silence, silence } from './words.js';

export type Lookup = { readonly kind: 'addresses'; readonly addresses: readonly string[] } | Silence;

export async function lookUp(target: ProofTarget): Promise<Lookup> {
  const { name, record, timeout } = target;
  const end = beginExchange(record, `look up ${name}`);
  const deadline = deadlineOf(target);
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason));
  });
  try {
    // The system's resolver cannot be stopped, only left alone.
    const found = await Promise.race([lookup(name, { all: true, verbatim: true }), late]);
    const addresses = found.map(({ address }) => address);
    end(addresses.join(' '));
    return { kind: 'addresses', addresses };
  } catch (error) {
    const silent = silence(error, timeout, 'path');
    end(silent.why);
    return silent;
  }
}
