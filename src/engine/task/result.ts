// How one task (or one item of its loop) came out on one host, before anything secret is hidden.

import type { Field } from '../../change.js';
import type { Status } from '../../event.js';
import type { Heard } from '../../expression/scope.js';
import type { JsonObject } from '../../json.js';
import type { ActionResult, Output } from '../../module.js';

export interface ItemResult {
  readonly status: Status;
  readonly fields: readonly Field[];
  readonly message?: string | undefined;
  readonly advice?: string | undefined;
  readonly output?: Output | undefined;
  readonly asSeenToday?: boolean;
  readonly ms: number;
  /** It failed, but not before something was changed: what it notifies is due all the same. */
  readonly touched?: boolean;
  /** It handled something secret: fields, output and messages are hidden, the registered result is marked. */
  readonly secret: boolean;
  /** What `register` keeps of it holds something secret, which it does not tell itself: the item of a loop. */
  readonly holdsSecret?: boolean;
  /** What `register` keeps; undefined where the result will only exist after an apply. */
  readonly registered: JsonObject | undefined;
  /** With `for_each`, which entry it is of. */
  readonly entry?: number;
  /** Whose fault it is, where an action can tell. */
  readonly blame?: ActionResult['blame'];
  /** The host that it was done on. */
  readonly actedOn?: string;
  /** Whose words the variables are made of. */
  readonly heard?: Heard | undefined;
  /** Variables that an action set. */
  readonly facts?: JsonObject | undefined;
  /** How the play goes on, where an action decides that. */
  readonly control?: ActionResult['control'];
}

/** A result in which nothing was done. */
export function idle(status: Status, more: Partial<ItemResult> = {}): ItemResult {
  const registered = {
    changed: false,
    failed: status === 'failed' || status === 'unreachable',
    skipped: status === 'skipped',
    ...(status === 'unreachable' && { unreachable: true }),
  };
  return { status, fields: [], ms: 0, secret: false, registered, ...more };
}

/** What `register` keeps of an act: Ansible's names, text decoded as UTF-8. */
export function registeredOf(
  state: { readonly changed: boolean; readonly failed: boolean },
  output: Output | undefined,
  result: JsonObject = {},
): JsonObject {
  const base = { ...result, ...state, skipped: false };
  if (!output) return base;
  const [stdout, stderr] = [withoutFinalNewline(output.stdout), withoutFinalNewline(output.stderr)];
  return {
    ...base,
    rc: output.code,
    stdout,
    stderr,
    stdout_lines: stdout === '' ? [] : stdout.split('\n'),
    stderr_lines: stderr === '' ? [] : stderr.split('\n'),
  };
}

function withoutFinalNewline(bytes: Buffer): string {
  return bytes.toString().replace(/\r?\n$/, '');
}
