// What verify is to prove: an endpoint with all that is known about it, or one about which too little is known.

import type { Trust } from '../proof/target.js';
import type { TargetOptions } from '../proof/target_options.js';

export type Subject = KnownSubject | Unknown;

interface KnownSubject {
  readonly kind: 'known';
  /** Name in the inventory; null for a URL of the command line. */
  readonly host: string | null;
  /** Of several on the host, its name there. */
  readonly entry?: string | undefined;
  readonly targetOptions: TargetOptions;
  /** Where the target options do not say it. */
  readonly trust: Trust | undefined;
  /** Made of something secret: nothing of it may be shown. */
  readonly secret: boolean;
}

interface Unknown {
  readonly kind: 'unknown';
  readonly host: string;
  /** One clause. */
  readonly because: string;
}
