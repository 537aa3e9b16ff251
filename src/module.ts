// The contract of a module: the thing behind one YAML key. How to add one: src/modules/README.md.
//
// A state module fills four holes and has no `apply`: what plan() returns is what apply runs. `params` is the only
// description of its parameters; help, the JSON Schema for editors and the error messages derive from it.

import type { Duplex } from 'node:stream';
import type { z } from 'zod';
import type { Field, Verdict } from './change.js';
import type { Json, JsonObject } from './json.js';

/** What one script printed and how it ended. */
export interface Output {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Thrown by `read` when the probe failed, which is not the same as finding nothing there. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
}

/** A path that a probe asks about. */
export interface AskedPath {
  readonly path: string;
  /** Whether it asks for the hash of its content too. */
  readonly content: boolean;
}

interface Described {
  /** The YAML key. */
  readonly name: string;
  /** One line: what it brings about. */
  readonly summary: string;
  /** Keys are parameter names in snake_case; each has a `.describe()`. Unknown keys are errors. */
  readonly params: z.ZodObject;
  /** Other names of parameters, as Ansible takes them: `{ dest: 'path' }`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** The parameter that a bare scalar sets: `command: id` for `command: { cmd: id }`. */
  readonly bare?: string;
  /** What `register` keeps beside `changed`, `failed` and `skipped`: each name of `result`, `*` for others. */
  readonly returns?: Readonly<Record<string, string>>;
  /** A task list in YAML, shown in help and run by the tests. */
  readonly example: string;
}

/**
 * Something that the host has or has not.
 *
 * @typeParam Wanted the validated parameters
 * @typeParam Found what the probe saw, in the same spelling as Wanted; `null` in it or as a whole means absent
 * @typeParam Brought what the controller asked on behalf of the host
 */
export interface StateModule<Wanted = never, Found = unknown, Brought = unknown> extends Described {
  readonly kind: 'state';
  /**
   * Reads a file of the controller (`file`) or renders one (`template`) before the module sees its parameters: the
   * path stands in parameter `from`, the bytes arrive in parameter `into` (a Uint8Array). A file that is encrypted is
   * opened, unless parameter `unlessFalse` is false. Where parameter `unlessTrue` is true, `from` names no file here.
   */
  readonly source?: {
    readonly kind: 'file' | 'template';
    readonly from: string;
    readonly into: string;
    readonly unlessFalse?: string;
    readonly unlessTrue?: string;
    /** The parameter in which a folder arrives, with all that is in it (a LocalTree). Absent: only files are taken. */
    readonly tree?: string;
  };
  /** true: the probe is expensive (seconds), so it is never taken in advance and ends the window. */
  readonly slow?: boolean | ((wanted: Wanted) => boolean);
  /** true: each of its steps names what it touches, or how it is taken back, so that it can stand in a transaction. */
  readonly undoable?: boolean;
  /**
   * true: its steps write what they name, take no time, and where they succeed the probe finds nothing left to do. So they go
   * along with the changes of other tasks in one request (engine/task/chain.ts).
   */
  readonly brief?: boolean | ((wanted: Wanted) => boolean);
  /** true: it may take its time, and where its steps succeed the probe finds nothing left to do. So brief ones may go along with it. */
  readonly exact?: boolean;
  /** Paths that are there once its change is made: what later tasks look at. */
  makes?(wanted: Wanted): readonly string[];
  /** The probe's output once those paths are there, too. It is a guess, which the host compares before anything is done. */
  foretell?(output: Output, made: readonly string[], wanted: Wanted): Output;
  /** What it is about, in one word, for reports: a path, a unit. */
  object?(wanted: Wanted): string;
  /** The units of systemd that it starts or stops: what an earlier task does to one decides what this one will find. */
  units?(wanted: Wanted): readonly string[];
  /** Units that it makes read their files anew, and does nothing else: needless for one that was started since it was notified. */
  rereads?(wanted: Wanted): readonly string[];
  /** Read-only POSIX sh that prints what is there. Its standard input is empty. Never changes anything. */
  probe(wanted: Wanted): string;
  /** Paths that the probe asks about by `listPath` and `hashPath` (src/shell/shared_stat.ts), to be asked of all together. */
  asks?(wanted: Wanted): readonly AskedPath[];
  /**
   * Asks, from the controller, what the host could not ask for the probe: a server, where the host has no program for it. Asks
   * only, and changes nothing. What it brings goes to `read`.
   */
  onBehalf?(wanted: Wanted, output: Output, signal: AbortSignal): Promise<Brought>;
  /**
   * The probe's output to what was found. Pure. A probe that exits non-zero never gets here: it failed.
   *
   * @throws ProbeError when the output cannot be understood
   */
  read(output: Output, wanted: Wanted, brought?: Brought): Found;
  /** Pure. */
  plan(wanted: Wanted, found: Found): Verdict;
  /** Values that `register` keeps beside `changed`, from what was found (after the change, where there was one). */
  result?(wanted: Wanted, found: Found): JsonObject;
}

/** Lines that runs on this machine have noted under a name, also earlier ones. */
export interface RunLog {
  /** The oldest first, with what this run added. */
  lines(): readonly string[];
  /** In a plan it is forgotten when the plan ends. @param line without a line feed */
  add(line: string): void;
}

export interface AskHow {
  /** For its standard input. */
  readonly input?: Uint8Array;
  /** true: it is not sent again where the connection is lost, and what was seen of the host before is not valid any more. */
  readonly once?: boolean;
}

/** What an action may know and do besides its parameters. */
export interface ActionContext {
  /** Name in the inventory, and the address that connections go to. */
  readonly host: string;
  readonly address: string;
  /** Evaluates a CEL condition, or a variable's value, in the scope of the task. */
  test(condition: string): boolean;
  value(variable: string): Json;
  /**
   * Waits until a shell of the login user answers; all in seconds.
   *
   * @throws Unreachable when it does not in time
   */
  untilReached(wait: {
    readonly delay: number;
    readonly pause: number;
    readonly timeout: number;
  }): Promise<void>;
  /** A line of progress for long work. */
  say(line: string): void;
  /**
   * A connection to a port of the host's own 127.0.0.1, through the run's connection to it. To ask, never to change.
   *
   * @param address another one that the host reaches
   * @throws NotForwarded (src/connection.ts), at once or through the stream
   */
  forward(port: number, address?: string): Promise<Duplex>;
  /**
   * Runs sh on the host, as the task's user, with `LC_ALL=C`: a question that cannot be a probe, since it is asked again and again,
   * or since it must be asked once. It changes no file.
   */
  ask(script: string, how?: AskHow): Promise<Output>;
  runLog(name: string): RunLog;
  /**
   * Keeps bytes of the host on this machine, in a folder that the playbook names; in a plan it only looks.
   *
   * @param file `below`: its path in the folder, which it never leaves
   * @returns whether it was there already, with the same content
   * @throws ProblemError where it would leave the folder, or cannot be written
   */
  keepHere(file: { readonly folder: string; readonly below: string; readonly bytes: Uint8Array }): {
    readonly path: string;
    readonly isThere: boolean;
  };
  /** The task handles something secret (`no_log`, an encrypted value): none of it is noted on this machine. */
  readonly secret: boolean;
  /** What the action's own `probe` printed. */
  readonly seen: Output | undefined;
  readonly signal: AbortSignal;
}

/** What an action may ask of the engine: how the play goes on for the host (src/engine/play/meta.ts). */
export const controls = [
  'flush_handlers',
  'end_host',
  'end_play',
  'clear_host_errors',
  'reset_connection',
  'noop',
] as const;

export type Control = (typeof controls)[number];

export interface ActionResult {
  readonly failed?: boolean;
  /**
   * Whose fault a failure is, where the action can tell: of what was changed, or of something that putting the change
   * back would not mend (a node that is down, a name that does not resolve, a port that is filtered on the way).
   */
  readonly blame?: 'change' | 'other';
  /** Sentence for the person; for a failure, what broke and what to do. */
  readonly message?: string;
  /** Variables to set on the host for the rest of the run. */
  readonly facts?: JsonObject;
  /** Values that `register` keeps. */
  readonly result?: JsonObject;
  /** What is not as it should be, and is let pass: told in the recap, by plan too. */
  readonly warnings?: readonly string[];
  readonly control?: Control;
  /** What was changed on this machine, or in a plan would be. */
  readonly changes?: readonly Field[];
}

export type ActionPlan = 'run' | { readonly skip: string };

/** Something that happens on the controller. It never changes the host. */
export interface Action<Wanted = never> extends Described {
  readonly kind: 'action';
  /** In plan mode: `run` it (it only computes, or asks) or `skip` it with this reason. */
  readonly plan: ActionPlan | ((wanted: Wanted) => ActionPlan);
  /** true: tasks after it are not probed in advance (it waits, or it asks the outside world). */
  readonly barrier: boolean;
  /** true: it waits for the host, so that a play may begin with it before the host is there. */
  readonly awaitsHost?: boolean;
  /** true: its parameters are names of variables that it sets to their values, and nothing else (`set_fact`). */
  readonly assigns?: boolean;
  /** Read-only POSIX sh, as a state module's: what it wants to know of the host. Its output is `seen` in the context. */
  probe?(wanted: Wanted): string;
  /** What `register` will keep, where the parameters alone decide it: so that tasks that read it can be probed too. */
  foretells?(wanted: Wanted): JsonObject;
  run(wanted: Wanted, context: ActionContext): Promise<ActionResult> | ActionResult;
}

/** Any module, its own types forgotten: what the list in src/modules/index.ts and the engine work with. */
export type Module = StateModule<unknown, unknown> | Action<unknown>;

/** Whether it has a parameter of this name, be it another name of one. */
export function hasParameter({ params, aliases = {} }: Module, name: string): boolean {
  return Object.hasOwn(params.shape, name) || Object.hasOwn(aliases, name);
}

/** Declares a state module with its types inferred from `params`. */
export function defineModule<Params extends z.ZodObject, Found, Brought = undefined>(
  module: StateModule<z.output<Params>, Found, Brought> & { readonly params: Params },
): Module {
  return module as unknown as Module;
}

/** Declares an action with its types inferred from `params`. */
export function defineAction<Params extends z.ZodObject>(
  action: Action<z.output<Params>> & { readonly params: Params },
): Module {
  return action as unknown as Module;
}
