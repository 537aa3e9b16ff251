// The failures of a run, as results: those that it expects, and whatever else is thrown, which is a defect of ours and
// fails the host that it happened to, and no other.

import { BecomeRefused, HostBusy, SessionRefused, TimedOut, Unreachable } from '../../connection.js';
import { CouldNotLook } from '../../module.js';
import { formatProblem, ProblemError } from '../../problem.js';
import { NulInWord } from '../../shell/quote.js';
import { type ItemResult, idle } from './result.js';

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
  if (error instanceof CouldNotLook) return idle('failed', { message: error.message });
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
