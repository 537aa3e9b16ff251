// The failures that a run expects, as results; anything else is a defect of ours and ends the run.

import { BecomeRefused, HostBusy, SessionRefused, TimedOut, Unreachable } from '../connection.js';
import { CouldNotLook } from '../module.js';
import { formatProblem, ProblemError } from '../problem.js';
import { type ItemResult, idle } from './item_result.js';

/** Whether an error is only the run's own end, heard by something that waited: a connection, a pause, a proof. */
export function isInterruption(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && error instanceof Error && error.name === 'AbortError';
}

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
  throw error;
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
