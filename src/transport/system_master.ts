// One connection of the system's ssh, and the channels over it (ssh_config(5), ControlMaster).

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { Unreachable } from '../connection.js';
import type { ChannelEnd, ChannelListener, OpenChannel } from './channel.js';
import { type Child, endOrKill, startChild } from './child.js';
import { forwardByProgram } from './forward.js';
import { explainTimeout } from './ssh_error.js';
import {
  channelArguments,
  controlArguments,
  forwardArguments,
  type MasterQuestion,
  masterArguments,
} from './system_arguments.js';
import { explainSystemSsh, lastLine, lossFrom } from './system_error.js';
import { SystemWords } from './system_words.js';

/** Milliseconds to wait for what a failed ssh said. */
const LAST_WORDS = 2000;

/** Characters of ssh's own messages that are kept. */
const SAID_LIMIT = 4096;

/** ssh's exit code for its own failures (ssh(1), EXIT STATUS); a command may use it as well. */
const FAILED = 255;

/** Milliseconds that our own ssh in the background has for an answer. */
const CONTROL = 10_000;

export interface Master {
  readonly socket: string;
  readonly open: OpenChannel;
  /** @see Connection.forward */
  readonly forward: (port: number) => Promise<Duplex>;
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws Unreachable; the signal's reason */
export async function startMaster(question: MasterQuestion, signal: AbortSignal): Promise<Master> {
  await connect(question, signal);
  const { socket } = question;
  const children = new Set<Child>();
  const isAlive = () => succeeds(controlArguments(socket, 'check'));
  return {
    socket,
    isAlive,
    forward: (port) => forwardByProgram(['ssh', ...forwardArguments(socket, port)], port),
    open: async (command, listener) => {
      const child = await startChannel(socket, command, listener, isAlive);
      children.add(child);
      void child.ended.then(() => children.delete(child));
      return child;
    },
    close: async () => {
      await succeeds(controlArguments(socket, 'exit'));
      await Promise.all([...children].map(endOrKill));
    },
  };
}

/** ssh goes into the background, and its first process ends well, when the user is logged in. */
export function connect(question: MasterQuestion, signal: AbortSignal): Promise<void> {
  const { endpoint, target } = question;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // A session of its own: Ctrl-C on the terminal is for this process, which ends connections when it is time.
    const ssh = spawn('ssh', masterArguments(question), {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const words = new SystemWords();
    let reason: Error | undefined;
    const giveUp = (error: Error) => {
      reason = error;
      ssh.kill();
    };
    const abort = () => giveUp(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    // Two stages, to connect and to log in, as in the other transport.
    const timer = setTimeout(
      () => giveUp(explainTimeout(target, 'logging in to')),
      target.connectTimeout * 2000,
    );
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    ssh.stderr.on('data', (chunk: Buffer) => {
      words.hear(chunk.toString());
    });
    ssh.once('error', (error) => {
      settle();
      reject(new Unreachable(`${target.host}: ssh cannot be started (${error.message})`, 'Install OpenSSH.'));
    });
    const end = (code: number | null) => {
      settle();
      ssh.stderr.destroy();
      words.end();
      if (code === 0) resolve();
      else reject(reason ?? explainSystemSsh(target, words, endpoint.connection));
    };
    ssh.once('exit', (code) => {
      // A process that went to the background keeps the pipe open for ever; of one that failed the last words may
      // still be on their way.
      if (code === 0 || ssh.stderr.readableEnded) end(code);
      else {
        const words = setTimeout(() => end(code), LAST_WORDS);
        ssh.stderr.once('end', () => {
          clearTimeout(words);
          end(code);
        });
      }
    });
  });
}

function startChannel(
  socket: string,
  command: string,
  listener: ChannelListener,
  isAlive: () => Promise<boolean>,
): Promise<Child> {
  let said = '';
  return startChild(['ssh', ...channelArguments(socket, command)], process.env, {
    stdout: (chunk) => listener.stdout(chunk),
    stderr: (chunk) => {
      said = (said + chunk.toString()).slice(-SAID_LIMIT);
      listener.stderr(chunk);
    },
    closed: (end) => void channelEnd(end, said, isAlive).then((told) => listener.closed(told)),
  });
}

/** What the end of an ssh process tells about the command that it ran. */
async function channelEnd(
  end: ChannelEnd,
  said: string,
  isAlive: () => Promise<boolean>,
): Promise<ChannelEnd> {
  if (end.kind !== 'exit') return { kind: 'lost', cause: 'ssh was killed' };
  if (end.code === FAILED && /refused by peer|open failed/.test(said)) {
    return { kind: 'refused', cause: lastLine(said) };
  }
  if (end.code === FAILED && !(await isAlive())) return { kind: 'lost', cause: lossFrom(said) };
  const signal = Object.entries(constants.signals).find(([, number]) => number === end.code - 128);
  return signal ? { kind: 'signal', signal: signal[0] } : end;
}

function succeeds(args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const ssh = spawn('ssh', args, { stdio: 'ignore', timeout: CONTROL });
    ssh.once('error', () => resolve(false));
    ssh.once('exit', (code) => resolve(code === 0));
  });
}
