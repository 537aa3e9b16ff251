// What an item came to, and how what is thrown becomes such a result.

import type { Field } from '../../change.js';
import { BecomeRefused, HostBusy, SessionRefused, TimedOut, Unreachable } from '../../connection.js';
import type { Status } from '../../event.js';
import type { Heard } from '../../expression/scope.js';
import type { JsonObject } from '../../json.js';
import { type ActionResult, type Output, ProbeError } from '../../module.js';
import { formatProblem, ProblemError } from '../../problem.js';
import { NulInWord } from '../../shell/quote.js';

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
  /** Units of systemd that run anew since. */
  readonly starts?: readonly string[] | undefined;
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

/** A result in which nothing was done. What `register` keeps of a failure says why, by Ansible's name. */
export function idle(status: Status, more: Partial<ItemResult> = {}): ItemResult {
  const failed = status === 'failed' || status === 'unreachable';
  const base = {
    changed: false,
    failed,
    skipped: status === 'skipped',
    ...(status === 'unreachable' && { unreachable: true }),
  };
  const given = 'registered' in more ? more.registered : base;
  const why = failed && more.message !== undefined ? { msg: more.message } : {};
  return { status, fields: [], ms: 0, secret: false, ...more, registered: given && { ...why, ...given } };
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

/** Whether an error is only the run's own end, heard by something that waited: a connection, a pause, a proof. */
export function isInterruption(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && error instanceof Error && error.name === 'AbortError';
}

/** @throws what is no failure but the end of waiting (AbortError) */
export function failureOf(error: unknown): ItemResult {
  if (error instanceof ProblemError) {
    return idle('failed', { message: error.problems.map(formatProblem).join('\n') });
  }
  if (error instanceof Unreachable)
    return idle('unreachable', { message: error.message, advice: error.advice });
  if (error instanceof BecomeRefused || error instanceof SessionRefused)
    return idle('failed', { message: error.message, advice: error.advice });
  if (error instanceof HostBusy) {
    const advice = 'Wait until it has ended, or wait here for it with --lock-wait SECONDS.';
    return idle('failed', { message: error.message, advice });
  }
  if (error instanceof ProbeError) return idle('failed', { message: error.message });
  if (error instanceof TimedOut) {
    const status = error.limit === 'connect_timeout' ? 'unreachable' : 'failed';
    return idle(status, { message: error.message, advice: ADVICE[error.limit] });
  }
  if (error instanceof NulInWord) {
    const message = 'a value holds a NUL character, which no command, path or environment can';
    return idle('failed', { message });
  }
  if (error instanceof Error && error.name === 'AbortError') throw error;
  return defect(error);
}

/** What it says is told only where nothing secret can be in it: a report of it needs the place above all. */
function defect(error: unknown): ItemResult {
  const { name, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const message = `hostwright failed in a way that it should not (${name})`;
  const advice = `Only this host is affected. Please report it, with this:\n${frames.slice(0, 4).join('\n')}`;
  return idle('failed', { message, advice });
}

const ENDED =
  'It was ended on the host, with all that it had started, and nobody is there to answer questions.';

/** For a limit of time that was passed. */
const ADVICE: Readonly<Record<TimedOut['limit'], string>> = {
  connect_timeout: 'A start file of the login shell, or sudo, may wait for something: log in and look.',
  timeout: `${ENDED} If it only takes its time, raise the timeout of the task.`,
  silence_timeout: `${ENDED} If it only works in silence, raise --silence-timeout.`,
  look_timeout:
    'A disk or a network file system of the host may hang: log in and look. If it is only slow, raise --look-timeout.',
};
