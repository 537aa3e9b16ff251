// One connection of the system's ssh, and the channels over it (ssh_config(5), ControlMaster).

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Connection } from '../connection.js';
import type { ChannelEnd, ChannelListener, OpenChannel } from './channel.js';
import { type Child, endOrKill, startChild } from './child.js';
import { forwardByProgram } from './forward.js';
import type { HostPassword } from './password.js';
import {
  channelArguments,
  controlArguments,
  forwardArguments,
  type MasterQuestion,
} from './system_arguments.js';
import { lastLine, lossFrom } from './system_error.js';
import { connect } from './system_login.js';

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
  readonly forward: Connection['forward'];
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws Unreachable; the signal's reason */
export async function startMaster(
  question: MasterQuestion,
  signal: AbortSignal,
  password?: HostPassword,
): Promise<Master> {
  await connect(question, signal, password);
  const { socket } = question;
  const children = new Set<Child>();
  const isAlive = () => succeeds(controlArguments(socket, 'check'));
  return {
    socket,
    isAlive,
    forward: (port, address) =>
      forwardByProgram(['ssh', ...forwardArguments(socket, port, address)], port, address),
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
