// The last gate before an event leaves the engine: what must not be shown is replaced here, and nowhere else.
//
// Hiding is by provenance, never by searching texts for known secrets: a task that handled something secret shows
// the names of its fields and how it ended, nothing it read, wrote or printed (proof: test/engine/task/redact.test.ts).

import type { Field } from '../../change.js';
import type { TaskOutcome } from '../../event.js';
import type { Module } from '../../module.js';

/** Bytes of a command's output that an event carries, from its end; the rest is said to be left out. */
const outputLimit = 64 * 1024;

export const hidden = '(hidden)';

/**
 * @param secret top-level parameters that hold something secret
 * @param all hide every field (`no_log`, or the result itself is secret)
 */
export function redactFields(
  fields: readonly Field[],
  secret: ReadonlySet<string>,
  all: boolean,
  module: Module,
): readonly Field[] {
  if (!all && secret.size === 0) return fields;
  const open = new Set(Object.keys(module.params.shape));
  return fields.map((field) => {
    // A field that is no parameter's may be made of any of them.
    const show = !all && open.has(field.name) && !secret.has(field.name);
    return show ? field : { name: field.name, from: hidden, to: hidden };
  });
}

/** The event of a task that handled something secret, without its words. */
export function redactOutcome(outcome: TaskOutcome): TaskOutcome {
  const { output, message, advice, ...rest } = outcome;
  if (output === undefined && message === undefined) return outcome;
  const exit = output ? `exit ${output.code}; ` : '';
  return {
    ...rest,
    message: `${exit}what it said is hidden, because the task handles something secret`,
  };
}

/** Text for an event: UTF-8, bounded. */
export function boundedText(bytes: Buffer): string {
  if (bytes.length <= outputLimit) return bytes.toString();
  const left = bytes.length - outputLimit;
  return `[${left} bytes left out]\n${bytes.subarray(left).toString()}`;
}
