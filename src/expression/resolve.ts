// A task with its variables filled in for one host: what is ready to be looked at, and what is not.

import type { Identity } from '../connection.js';
import type { Scope } from './scope.js';

/** What a task comes to on a host, item by item where it loops. */
export type Resolved = ResolvedReady | ResolvedSkip | ResolvedUnknown;

interface ResolvedTitle {
  readonly title: string;
  /** Loop label. */
  readonly item?: string;
}

/** `when` is false. */
export interface ResolvedSkip extends ResolvedTitle {
  readonly kind: 'skip';
  /** The condition as written. */
  readonly because: string;
}

/** It reads a variable that has no value yet. */
export interface ResolvedUnknown extends ResolvedTitle {
  readonly kind: 'unknown';
  readonly variable: string;
  readonly because: string;
}

export interface ResolvedReady extends ResolvedTitle {
  readonly kind: 'ready';
  /** Validated by the module's schema. */
  readonly wanted: unknown;
  /** Top-level parameters that hold something secret; their fields and output are hidden. */
  readonly secret: ReadonlySet<string>;
  readonly identity: Identity;
  /** Inventory name of the host it acts on; undefined is the host itself. */
  readonly delegate: string | undefined;
  readonly notify: readonly string[];
  /** What it was resolved in, loop item and the task's own variables included. */
  readonly scope: Scope;
}
