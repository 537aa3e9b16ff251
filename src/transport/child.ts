// Child processes of this machine as channels.

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable } from '../connection.js';
import type { Channel, ChannelEnd, ChannelListener } from './channel.js';

/** Milliseconds that a closed driver has to end before it, and what it still runs, is killed. */
const GRACE = 500;

/** Milliseconds that the output of an ended process has to arrive: a background child may keep the pipes open. */
const LAST_OUTPUT = 100;

/** A process as a channel. */
export interface Child extends Channel {
  kill(): void;
  readonly ended: Promise<void>;
}

/**
 * Starts a process group of its own, so that it can be killed whole.
 *
 * @throws Unreachable when there is no such program
 */
export async function startChild(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  listener: ChannelListener,
): Promise<Child> {
  const child = spawn(program, args, { detached: true, env, stdio: 'pipe' });
  // Writing to a process that has ended is an error event; its end is what counts.
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', listener.stdout);
  child.stderr.on('data', listener.stderr);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const end: ChannelEnd = signal ? { kind: 'signal', signal } : { kind: 'exit', code: code ?? 255 };
      const timer = setTimeout(close, LAST_OUTPUT);
      child.once('close', close);
      function close(): void {
        clearTimeout(timer);
        child.removeListener('close', close);
        child.stdout.destroy();
        child.stderr.destroy();
        listener.closed(end);
        resolve();
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new Unreachable(`${program} could not be started (${error.message})`)),
    );
  });
  return {
    ended,
    write: (bytes) => {
      child.stdin.write(bytes);
    },
    end: () => {
      child.stdin.end();
    },
    close: () => {
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
    },
    kill: () => {
      // It may belong to another user (sudo) and outlive this process, which must not wait for it.
      child.unref();
      killGroup(child.pid);
    },
  };
}

/** Does nothing where the group is gone, or belongs to another user. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    return;
  }
}

/** Closes nothing that runs well: a driver whose input is closed ends by itself. */
export async function endOrKill(child: Child): Promise<void> {
  if (await endsWithin(child, GRACE)) return;
  child.kill();
  await endsWithin(child, GRACE);
}

function endsWithin(child: Child, milliseconds: number): Promise<boolean> {
  return Promise.race([child.ended.then(() => true), sleep(milliseconds, false, { ref: false })]);
}
