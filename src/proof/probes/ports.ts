// Are ports open to whoever asks from here, all at once?

import type { ProofTarget } from '../target.js';
import { type Reached, reach } from './tcp.js';

export interface PortReached {
  readonly port: number;
  readonly reached: Reached;
}

/** Seconds: a firewall that drops what comes is usual, and no reason to wait for long. */
const patience = 3;

export function reachPorts(
  target: Pick<ProofTarget, 'address' | 'closedPorts' | 'timeout' | 'signal' | 'record'>,
): Promise<readonly PortReached[]> {
  const timeout = Math.min(target.timeout, patience);
  return Promise.all(
    target.closedPorts.map(async (port) => ({ port, reached: await reach({ ...target, port, timeout }) })),
  );
}
