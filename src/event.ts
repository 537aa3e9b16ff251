// Everything that a run tells the world, as one closed set: reports read nothing else, and `--output json` prints it.
//
// Events hold no secret: the engine hides fields, texts and output before it emits them (src/engine/task/report.ts).

import type { Field } from './change.js';
import type { Json } from './json.js';
import type { Place } from './problem.js';

export type Mode = 'plan' | 'apply';

/** How one task ended on one host. */
export type Status = 'ok' | 'changed' | 'would_change' | 'unknown' | 'skipped' | 'failed' | 'unreachable';

export type RunEvent =
  | RunStarted
  | PlayStarted
  | HostState
  | TaskStarted
  | TaskLine
  | TaskOutcome
  | HostOutcome
  | Warning
  | Recap;

export interface RunStarted {
  readonly type: 'run';
  readonly version: 2;
  readonly mode: Mode;
  readonly playbook: string;
  readonly hosts: readonly string[];
}

export interface PlayStarted {
  readonly type: 'play';
  readonly name: string;
  readonly hosts: readonly string[];
  /** Tasks each host may have to do in this play, handlers not counted: for progress. */
  readonly tasks: number;
}

/** `done` is the last word about a host in a play, also when it failed. */
export interface HostState {
  readonly type: 'host';
  readonly host: string;
  readonly state: 'connecting' | 'connected' | 'looking' | 'done';
}

/** Which task; `handler` tells that it runs because it was notified. */
export interface TaskTitle {
  /** Equal for the same task on all hosts; -1 for a handler that an earlier run left pending. */
  readonly id: number;
  readonly name: string;
  readonly module: string;
  readonly place: Place;
  readonly handler: boolean;
  /** The loop item's label, where the task loops. */
  readonly item?: string;
  /** Where the task acts when that is not the host itself. */
  readonly delegate?: string;
}

/** The task acts on the host (it is not sent for tasks that had nothing to do). */
export interface TaskStarted {
  readonly type: 'start';
  readonly host: string;
  readonly task: TaskTitle;
}

/** A line of output or progress while the task acts. Untrusted text: reports escape it. */
export interface TaskLine {
  readonly type: 'line';
  readonly host: string;
  readonly task: TaskTitle;
  readonly text: string;
}

export interface TaskOutcome {
  readonly type: 'outcome';
  readonly host: string;
  readonly task: TaskTitle;
  readonly status: Status;
  /** What differs (or differed); empty for commands and for `ok`. Secret fields are already hidden. */
  readonly fields: readonly Field[];
  /** What it is about, where its module says so and nothing in it is secret: a path, a unit. */
  readonly object?: string;
  /** For failed and unreachable: what happened; for unknown and skipped: because of what; else a remark. */
  readonly message?: string;
  readonly advice?: string;
  /** In plan mode: decided after a pending change of this host, so only as seen today. */
  readonly asSeenToday?: boolean;
  /** The task asks that its texts are shown line by line, whatever the command line says (`diff: true`). */
  readonly diff?: boolean;
  /** The failure was let pass by `ignore_errors`, or by `ignore_unreachable`. */
  readonly ignored?: boolean;
  /** The failure does not fail the host: the block that it happened in has a `rescue`. */
  readonly rescued?: boolean;
  /** What a command printed, where the task is not secret; bounded. Untrusted text. */
  readonly output?: { readonly code: number; readonly stdout: string; readonly stderr: string };
  /** Milliseconds that the act took (0 where nothing was done). */
  readonly ms: number;
}

/** What happened to a host outside its tasks: no connection could be made, or a block was put back. */
export interface HostOutcome {
  readonly type: 'host_outcome';
  readonly host: string;
  /** What was being done, as a report names it: `connect`, the name of a block. */
  readonly doing: string;
  /** Of the play. */
  readonly place: Place;
  readonly status: Status;
  /** What happened. */
  readonly message?: string;
  readonly advice?: string;
  /** The failure does not fail the host: the block that it happened in has a `rescue`. */
  readonly rescued?: boolean;
}

/** What reports tell and count alike. */
export type Outcome = TaskOutcome | HostOutcome;

export function isOutcome(event: RunEvent): event is Outcome {
  return event.type === 'outcome' || event.type === 'host_outcome';
}

/** The name of the task, or of what was being done outside tasks. */
export function outcomeName(outcome: Outcome): string {
  return outcome.type === 'outcome' ? outcome.task.name : outcome.doing;
}

/** Something the person should know that is no outcome. */
export interface Warning {
  readonly type: 'warning';
  readonly message: string;
  readonly host?: string;
  readonly place?: Place;
  /** It is true after the run as well, so reports for people keep it for the end. */
  readonly lasting?: true;
}

/** The last event of every run. */
export interface Recap {
  readonly type: 'recap';
  readonly hosts: { readonly [host: string]: HostRecap };
  /** Milliseconds of the whole run. */
  readonly ms: number;
  /** The run was ended by a signal. */
  readonly interrupted: boolean;
}

export interface HostRecap {
  readonly ok: number;
  readonly changed: number;
  readonly would_change: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly failed: number;
  readonly rescued: number;
  readonly ignored: number;
  readonly unreachable: number;
  readonly round_trips: number;
  /** Milliseconds: connecting, looking, acting, and the tasks that took longest (at most three). */
  readonly time: {
    readonly connect: number;
    readonly look: number;
    readonly act: number;
    readonly slowest: readonly { readonly task: string; readonly ms: number }[];
  };
}

/** Who is told. Never throws and never waits: a slow report must not slow the hosts. */
export type Listener = (event: RunEvent) => void;

/** A field's value as one line of text: `absent` for null, JSON for lists and objects. */
export function fieldText(value: Json): string {
  if (value === null) return 'absent';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
