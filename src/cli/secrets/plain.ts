// Where plain text lies while it is edited: a folder of the user's alone, in memory where the system has a file system
// there, and for no longer than the process that edits lives, however it ends.

import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface PlainFolder {
  readonly path: string;
  /** May be called twice. */
  remove(): void;
}

/** Makes one. It says so on standard error where the folder is not in memory. */
export function makePlainFolder(): PlainFolder {
  const memory = memoryFolders().find(isInMemory);
  const path = mkdtempSync(join(memory ?? tmpdir(), `${prefix}${ownId()}-`));
  if (memory === undefined) process.stderr.write(`There is no file system in memory here: see ${path}\n`);
  const endGuard = startGuard(path);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
      endGuard();
    },
  };
}

/** Removes what is left of an edit that was killed together with its guard. */
export function sweepPlainFolders(): void {
  for (const parent of new Set([...memoryFolders(), tmpdir()])) {
    for (const name of namesIn(parent).filter((each) => each.startsWith(prefix))) {
      const path = join(parent, name);
      if (!isOwnFolder(path) || !isLeftOver(name)) continue;
      rmSync(path, { recursive: true, force: true });
      process.stderr.write(`Removed ${path}, plain text that an edit left when it was killed.\n`);
    }
  }
}

const prefix = 'hostwright-edit-';

/** A private folder of the session before the one that all users share. macOS has neither. */
function memoryFolders(): readonly string[] {
  const { XDG_RUNTIME_DIR: own } = process.env;
  return [...(own ? [own] : []), '/dev/shm'];
}

/** By the numbers of statfs(2): tmpfs and ramfs. */
function isInMemory(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return [0x01021994, 0x858458f6].includes(statfsSync(folder).type);
  } catch {
    return false;
  }
}

/**
 * A process of its own that waits for the end of its input, which comes with ours, and removes the folder: also when
 * this process is killed by a signal that nobody can catch. In a session of its own, because Ctrl-C is for the editor.
 */
function startGuard(path: string): () => void {
  const guard = spawn('/bin/sh', ['-c', 'read -r line; rm -rf "$0"', path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a guard there is still the next command's sweep.
  guard.on('error', () => undefined).unref();
  guard.stdin.on('error', () => undefined);
  return () => guard.stdin.end();
}

/** Process number, when it began, and the space in which numbers are its own: /dev/shm may be shared with containers. */
function ownId(): string {
  return `${process.pid}.${birthOf(process.pid)}.${numberSpace()}`;
}

function isLeftOver(name: string): boolean {
  const [, pid, birth, space] = /^hostwright-edit-(\d+)\.(\d+)\.(\d+)-/.exec(name) ?? [];
  return pid !== undefined && space === numberSpace() && birthOf(Number(pid)) !== birth;
}

/** In ticks since the system was started (proc(5), field 22 of stat); without /proc whether it lives. */
function birthOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19];
  } catch {
    return numberSpace() === '0' && isAlive(pid) ? '0' : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function numberSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '0';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOwnFolder(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === userInfo().uid;
}
