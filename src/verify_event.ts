// What `verify` tells while it proves endpoints: the contract with its reports, and the shape of its `--output json`.
//
// | line          | `type`                                                        |
// |---------------|---------------------------------------------------------------|
// | first         | `verify`, with `version`: 1                                   |
// | any number    | `progress`, where limits are exceeded: what is done next         |
// | any number    | `finding` of an endpoint, in the order of CHECKS (finding.ts) |
// | after them    | `endpoint`, once each                                         |
// | last          | `recap`, also when interrupted                                |
//
// `version` changes when a shape loses or changes a key. Readers ignore keys and types that they do not know.

import type { Cause, Finding } from './finding.js';

export type VerifyEvent = VerifyStarted | EndpointProgress | EndpointFinding | EndpointVerified | VerifyRecap;

export interface VerifyStarted {
  readonly type: 'verify';
  readonly version: 1;
  readonly endpoints: readonly EndpointName[];
  /** Connections are left idle for a minute; limits are exceeded. */
  readonly long: boolean;
  readonly intrusive: boolean;
  /** How long exceeding the limits of one endpoint takes at most; absent where nobody does. */
  readonly seconds?: number;
}

export interface EndpointProgress extends EndpointName {
  readonly type: 'progress';
  readonly doing: string;
}

export interface EndpointName {
  /** `wss://name:port/path`; `(hidden)` where it is secret; null where it is not known without a run. */
  readonly endpoint: string | null;
  /** Name in the inventory; null for a URL of the command line. */
  readonly host: string | null;
}

export type EndpointFinding = EndpointName & { readonly type: 'finding' } & Finding;

export interface EndpointVerified extends EndpointName {
  readonly type: 'endpoint';
  /** `unreachable`: nobody answered; `unknown`: what is to be proven, or whose certificate it is, could not be told. */
  readonly status: 'proven' | 'failed' | 'unreachable' | 'unknown';
  readonly causes: readonly Cause[];
  /** Where browsers look at the chain; null where there is nothing to be seen. */
  readonly link: string | null;
  /** For `unknown`: because of what. For one that the inventory has no more: what to do. */
  readonly message: string | null;
  readonly ms: number;
}

export interface VerifyRecap {
  readonly type: 'recap';
  readonly endpoints: { readonly [status in EndpointVerified['status']]: number };
  readonly interrupted: boolean;
  readonly ms: number;
}

export type VerifyListener = (event: VerifyEvent) => void;
