// The program as its users meet it: built from these sources, a process of its own in a folder with their files.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, inject } from 'vitest';
import type { RunEvent } from '../../src/event.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  /** The exit code; null where a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves when standard output holds the text. */
  printed(text: string): Promise<void>;
}

export interface Program {
  /** Where it is: everything that is shipped, and links to what it needs. Nobody writes there. */
  readonly folder: string;
  /** A new folder with these files; it goes after the last test. */
  folderWith(files: Readonly<Record<string, string>>): string;
  /** Runs it in a folder. */
  start(folder: string, words: readonly string[], env?: NodeJS.ProcessEnv): Running;
  run(folder: string, words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
}

/** Words for a run that changes this machine: other files do so at the same time, and have its lock. */
export const waitingForLock = (verb: string): readonly string[] =>
  verb === 'apply' ? ['--lock-wait', '60'] : [];

/** Call at the top of a file. All files run the same build. @param before words before the command, such as `env` */
export function useProgram(before: readonly string[] = []): Program {
  return programIn(inject('program'), before);
}

/** Call at the top of a file. @param folder where one is built */
export function programIn(folder: string, before: readonly string[] = []): Program {
  const command = [...before, process.execPath, join(folder, 'dist/main.js')];
  const start: Program['start'] = (cwd, words, env) => startProcess([...command, ...words], cwd, env);
  return { folder, folderWith: useFolders(), start, run: (...args) => start(...args).ended };
}

/** Call at the top of a file. @returns what makes a new folder with these files; it goes after the last test */
export function useFolders(): Program['folderWith'] {
  const parent = mkdtempSync(join(tmpdir(), 'hostwright-work-'));
  afterAll(() => rmSync(parent, { recursive: true }));
  return (files) => {
    const work = mkdtempSync(join(parent, 'work-'));
    writeFiles(work, files);
    return work;
  };
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function startProcess(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Running {
  // vitest asks for colours on behalf of its own terminal.
  const { FORCE_COLOR: _, ...own } = process.env;
  const stdio = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'];
  const [program = '', ...words] = command;
  const child = spawn(program, words, { cwd, env: { ...own, ...env }, stdio });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stdout.includes(text)) resolve();
      };
      look();
      child.stdout.on('data', look);
      ended.then(() => reject(new Error(`it ended without printing ${text}: ${stdout}${stderr}`)), reject);
    });
  return { child, ended, printed };
}

/** The lines of `--output json`. */
export function eventsOf({ stdout }: Ran): readonly RunEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
}
