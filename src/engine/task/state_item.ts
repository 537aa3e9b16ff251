// A task of a state module, filled in for one host, and what it finds there.

import type { Change } from '../../change.js';
import type { Identity, Snippet } from '../../connection.js';
import type { StateModule } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import type { Look, Target } from '../host/target.js';
import { type Decision, decide } from './decide.js';
import { lookOf } from './prefetch.js';

export interface StateItem {
  readonly task: Task;
  readonly module: StateModule<unknown, unknown>;
  readonly item: ResolvedReady;
  /** The looks of what comes next, worth taking along in a trip that is made anyway. */
  readonly ahead: () => readonly Look[];
  /** What has to be done before the change; the steps of it that go along in the same trip. */
  readonly preface: (change: Change, on: PrefaceOn) => Promise<readonly Snippet[]>;
  readonly onStart: () => void;
  readonly onLine: (line: string) => void;
}

export interface PrefaceOn {
  readonly target: Target;
  readonly identity: Identity;
  /** The trip that was to do it may be lost. */
  readonly again: boolean;
}

/** Uses the prefetched look, or takes it now together with those ahead. */
export async function lookAt(
  target: Target,
  state: StateItem,
  ahead: () => readonly Look[],
): Promise<Decision> {
  const output = await target.answer(lookOf(state.module, state.item), ahead);
  return decide(state.module, state.item.wanted, output);
}
