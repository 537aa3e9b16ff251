// What verify is to prove: an endpoint with all that is known about it, or one about which too little is known.

import type { Trust } from '../proof/target.js';
import type { ProofWish } from '../proof/target_options.js';

export type Subject = Wished | Unknown;

interface Wished {
  readonly kind: 'wished';
  /** Name in the inventory; null for a URL of the command line. */
  readonly host: string | null;
  readonly wish: ProofWish;
  /** Where the wish itself does not say it. */
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
