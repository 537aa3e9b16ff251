// What a module answers when it compares what is wanted with what was found: plain data, the same for plan and apply.

import type { Json, JsonObject } from './json.js';

/**
 * One difference. `name` is the parameter that asks for it (`mode`, `content`, `state`), which is also how a secret
 * parameter's field is recognised and hidden. `from` and `to` are in the spelling of the parameter.
 */
export interface Field {
  readonly name: string;
  readonly from: Json;
  readonly to: Json;
  /** Whole texts before and after, for `--diff`; absent where they are binary, too large or never to be shown. */
  readonly texts?: { readonly before: string; readonly after: string };
  /** A sentence about it, told beside it: what the values do not say. */
  readonly note?: string;
}

/** What the record of what was made knows (src/shell/made.ts). */
export const madeKinds = ['file', 'package', 'user', 'group', 'rule', 'certificate'] as const;

/** What a step brings into being on a host, for that record. */
export interface Made {
  readonly kind: (typeof madeKinds)[number];
  /** The path; the package; the account; the command that made the rule; certbot's name of the certificate. */
  readonly name: string;
}

/** Runs sh on the host. What it names here is kept beforehand where the task stands in a transaction. */
export interface ShellStep {
  readonly kind: 'sh';
  readonly script: string;
  /** Files and links that it makes, replaces or removes, and directories that it makes or whose attributes it sets. */
  readonly touches?: readonly string[];
  /** true: it changes what symbolic links at those paths lead to. */
  readonly follow?: boolean;
  /** Directories that it removes with everything in them. */
  readonly removes?: readonly string[];
  /** What it makes besides what it touches. A file that is there already is none. */
  readonly makes?: readonly Made[];
  /** true: the user says that nobody else on the host is to be feared there; false: they could (src/shell/door/door.ts). */
  readonly unsafe?: boolean;
  /**
   * sh that takes back what is not in files (a service that runs). It is run when they are back, also where the step
   * itself never ran, and must do no harm then.
   */
  readonly undo?: string;
  /**
   * It goes on when the connection is lost, and is found again by whoever sends the same script (src/shell/job.ts): for
   * what takes long and must not stop half-way. Has no input, and holds nothing secret.
   */
  readonly detached?: true;
  /** Bytes that the script reads on its standard input: the way for anything secret, large or binary. */
  readonly input?: Uint8Array;
}

/** Writes one file atomically: temporary beside it, mode and owner set, flushed, renamed (src/shell/atomic_write.ts). */
export interface PutStep {
  readonly kind: 'put';
  readonly path: string;
  readonly content: Uint8Array;
  /** Four octal digits. Absent: an existing file keeps its own, a new one gets 0644. */
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
  /** false: a symbolic link at `path` is replaced; true (the default): the file it leads to is. */
  readonly follow?: boolean;
  /** true: the user says that nobody else on the host is to be feared there; false: they could (src/shell/door/door.ts). */
  readonly unsafe?: boolean;
  /** A command that has to accept the new file before it takes its place: words, each `%s` in them is its path. */
  readonly validate?: readonly string[] | undefined;
  /** true: the old file stays beside it, as NAME.PID.DATE~. */
  readonly backup?: boolean;
}

export type Step = ShellStep | PutStep;

/**
 * The host goes away because of the steps. It is back when the probe finds something else than before (another boot).
 * The steps may be sent twice, where the answer to them was lost. All in seconds.
 */
export interface Absence {
  /** In which it need not be asked, from the end of the steps on. */
  readonly delay: number;
  /** For it to be back, from the end of the delay on. */
  readonly timeout: number;
  /** sh that has to succeed, too, before it counts as back. */
  readonly test?: string;
}

/** Differences, and the steps that remove them, in order; a step that fails ends the rest. */
export interface Change {
  readonly kind: 'change';
  readonly fields: readonly Field[];
  readonly steps: readonly Step[];
  /**
   * How success is judged: `probe` asks again and wants nothing left to do (the default, for state);
   * `exit` trusts the last step's exit code (commands, restarts: they leave no state to probe).
   */
  readonly judge?: 'probe' | 'exit';
  /** Units of systemd that are started, or restarted: whatever was written before is what they run with. */
  readonly starts?: readonly string[];
  readonly absence?: Absence;
}

/** The host cannot be brought to the wanted state as it is now. `why` is a sentence that names what is missing, and what to do. */
export interface Missing {
  readonly kind: 'missing';
  readonly why: string;
  /** What is missing alone: for whoever reads a plan in which something comes first that may bring it. */
  readonly fact?: string;
  /** What would be changed, as far as that shows without it. */
  readonly fields?: readonly Field[];
  /** What `register` keeps besides. */
  readonly result?: JsonObject;
}

/** Nothing to do (`null`), something to do, or no way to do it. */
export type Verdict = null | Change | Missing;

export function change(
  fields: readonly Field[],
  steps: readonly Step[],
  judge: 'probe' | 'exit' = 'probe',
): Change {
  return { kind: 'change', fields, steps, judge };
}

/** @param advice what to do about it, for the author of the playbook */
export function missing(fact: string, advice?: string): Missing {
  return advice === undefined
    ? { kind: 'missing', why: fact }
    : { kind: 'missing', why: `${fact}: ${advice}`, fact };
}

/** A step that goes on when the connection is lost. */
export function detached(script: string): ShellStep {
  return { kind: 'sh', script, detached: true };
}

/** A step that changes what is in no file. @param undo sh that takes it back, and does no harm where it never ran */
export function undoable(script: string, undo: string): ShellStep {
  return { kind: 'sh', script, undo };
}

export function sh(script: string, touches: readonly string[] = []): ShellStep {
  return { kind: 'sh', script, touches };
}
