// The program as its users meet it: built from these sources, a process of its own in a folder with their files.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
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
  /** Where it is: everything that is shipped, and links to what it needs. */
  readonly folder: string;
  /** A new folder with these files; it goes with the program, after the last test. */
  folderWith(files: Readonly<Record<string, string>>): string;
  /** Runs it in a folder. */
  start(folder: string, words: readonly string[], env?: NodeJS.ProcessEnv): Running;
  run(folder: string, words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
}

/** Call at the top of a file. The build is the file's own, so that it is neither stale nor in anybody's way. */
export function useProgram(): Program {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-program-'));
  beforeAll(() => build(folder), 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));
  const start: Program['start'] = (cwd, words, env) =>
    startNode([join(folder, 'dist/main.js'), ...words], cwd, env);
  return {
    folder,
    folderWith: (files) => {
      const work = mkdtempSync(join(folder, 'work-'));
      writeFiles(work, files);
      return work;
    },
    start,
    run: (...args) => start(...args).ended,
  };
}

async function build(folder: string): Promise<void> {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const shipped = ['package.json', ...packageFile.files.filter((name) => name !== 'dist')];
  for (const name of shipped.filter((each) => existsSync(join(root, each))))
    cpSync(join(root, name), join(folder, name), { recursive: true });
  await promisify(execFile)(process.execPath, [join(root, 'build.mjs'), join(folder, 'dist')]);
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function startNode(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Running {
  // vitest asks for colours on behalf of its own terminal.
  const { FORCE_COLOR: _, ...own } = process.env;
  const stdio = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, words, { cwd, env: { ...own, ...env }, stdio });
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
