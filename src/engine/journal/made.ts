// What a change makes, as the lines of the record on its host (src/shell/made.ts).

import type { Made, Step } from '../../change.js';
import type { Snippet } from '../../connection.js';
import { writeMade } from '../../shell/made.js';

/** Which task makes it, and the transaction that takes it back where it fails. */
export interface Maker {
  readonly since: Date;
  /** Absent where it may hold something secret. */
  readonly task: string | undefined;
  readonly block: string | undefined;
}

/**
 * The step that goes before those of a change. Which files are new the host itself tells, by what is at their paths then.
 *
 * @returns empty where nothing can come into being
 */
export function recordMade(steps: readonly Step[], { since, task, block }: Maker): readonly Snippet[] {
  const made = new Map(steps.flatMap(makes).map((one) => [`${one.kind} ${one.name}`, one]));
  if (made.size === 0) return [];
  const lines = [...made.values()].map(({ kind, name }) => ({
    text: JSON.stringify({ kind, name, at: since.toISOString(), task, block }),
    unlessThere: kind === 'file' ? name : undefined,
  }));
  return [writeMade(lines)];
}

function makes(step: Step): readonly Made[] {
  if (step.kind === 'put') return [{ kind: 'file', name: step.path }];
  const files = (step.touches ?? []).map((name): Made => ({ kind: 'file', name }));
  return [...files, ...(step.makes ?? [])];
}
