// What the connection to a host is given, and how long it bears with the host.

import type { Connection } from '../../connection.js';

/** How long a run bears with a host. All in seconds. */
export interface Patience {
  /** For a connection that was lost to come back. */
  readonly reconnect: number;
  /** For another run to let go of the host. */
  readonly lock: number;
}

export interface ConnectionOptions {
  readonly name: string;
  readonly connect: () => Promise<Connection>;
  readonly patience: Patience;
  /** Seconds for the lock, and for all probes of a request. */
  readonly lookTimeout: number;
  readonly signal: AbortSignal;
  /** What others are told about this run while it has the lock; undefined where it changes nothing. */
  readonly holder: string | undefined;
  /** Told once for each wait. */
  readonly warn: (message: string) => void;
}
