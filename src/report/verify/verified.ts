// An endpoint that was proven, or was not, with its findings.

import type { EndpointFinding, EndpointVerified } from '../../verify_event.js';

/** An endpoint as it ended, with what was found. */
export interface Verified {
  readonly end: EndpointVerified;
  readonly findings: readonly EndpointFinding[];
}
