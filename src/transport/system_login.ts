// One login of the system's ssh: it is started, its words are heard, its questions answered, and its end is explained.

import { type ChildProcess, spawn } from 'node:child_process';
import { Unreachable } from '../connection.js';
import { askpassRun } from './askpass.js';
import { startClock } from './login_clock.js';
import type { HostPassword } from './password.js';
import { explainTimeout } from './ssh_error.js';
import { type MasterQuestion, masterArguments } from './system_arguments.js';
import { explainSystemSsh } from './system_error.js';
import { answersOf } from './system_password.js';
import { SystemWords } from './system_words.js';

/** Milliseconds to wait for what a failed ssh said. */
const LAST_WORDS = 2000;

/**
 * ssh goes into the background, and its first process ends well, when the user is logged in.
 *
 * @param lent what answers a question for the password, where the question has an `askpass`
 * @throws Unreachable; the signal's reason
 */
export async function connect(
  question: MasterQuestion,
  signal: AbortSignal,
  lent?: HostPassword,
): Promise<void> {
  const { destination } = question;
  signal.throwIfAborted();
  const { ssh, mark } = startSsh(question);
  let reason: Error | undefined;
  const giveUp = (error: Error) => {
    reason ??= error;
    ssh.kill();
  };
  const password = lent && answersOf(destination, lent);
  const send = (answer: string) => ssh.stdin?.write(`${answer}\n`);
  const words = new SystemWords(mark, (asked) => {
    if (password) void clock.paused(password.answer(asked)).then(send, giveUp);
  });
  ssh.stderr?.on('data', (chunk: Buffer) => words.hear(chunk.toString()));
  const abort = () => giveUp(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  // Two stages, to connect and to log in, as in the other transport.
  const clock = startClock(destination.connectTimeout * 2, () =>
    giveUp(explainTimeout(destination, 'logging in to')),
  );
  try {
    const code = await endOf(ssh);
    words.end();
    if (code !== 0) throw reason ?? explainSystemSsh(destination, words);
    password?.ended();
  } catch (error) {
    const why = notStarted(destination.host, error);
    throw password?.ended(why) ?? why;
  } finally {
    clock.stop();
    signal.removeEventListener('abort', abort);
    ssh.stderr?.destroy();
    ssh.stdin?.destroy();
  }
}

function startSsh(question: MasterQuestion): {
  readonly ssh: ChildProcess;
  readonly mark: string | undefined;
} {
  const args = masterArguments(question);
  const asking = question.askpass === undefined ? undefined : askpassRun(question.askpass, args);
  const [program, ...words] = asking?.command ?? (['ssh', ...args] as const);
  // A session of its own: Ctrl-C on the terminal is for this process, which ends connections when it is time.
  const ssh = spawn(program, words, {
    detached: true,
    stdio: [asking ? 'pipe' : 'ignore', 'ignore', 'pipe'],
    env: asking?.env ?? process.env,
  });
  // Of one that has ended already.
  ssh.stdin?.on('error', () => undefined);
  return { ssh, mark: asking?.mark };
}

/**
 * A process that went to the background keeps the pipe open for ever. The last words of one that failed may still be on
 * their way.
 */
function endOf(ssh: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    ssh.once('error', reject);
    ssh.once('exit', (code) => {
      if (code === 0 || ssh.stderr?.readableEnded) return resolve(code);
      const last = setTimeout(() => resolve(code), LAST_WORDS);
      ssh.stderr?.once('end', () => {
        clearTimeout(last);
        resolve(code);
      });
    });
  });
}

function notStarted(host: string, error: unknown): Error {
  if (!(error instanceof Error) || !('syscall' in error)) return error as Error;
  return new Unreachable(`${host}: ssh cannot be started (${error.message})`, 'Install OpenSSH.');
}
