// The program in the process of the test: its words, folder and environment go in, its exit code and outputs come out.

import { Readable, Writable } from 'node:stream';
import { hostwright } from '../../src/cli/hostwright.js';
import type { Ran } from './hostwright.js';

let last: Promise<unknown> = Promise.resolve();

/** As `Program.run`, but for what a process of its own takes to start. One at a time: a process has one folder. */
export function runHere(
  folder: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = '',
): Promise<Ran> {
  const run = last.then(() => lend(folder, words, env, input));
  last = run.catch(() => undefined);
  return run;
}

/** For the time of the run, this process is in the folder, has the environment, and its streams are ours. */
async function lend(folder: string, words: readonly string[], env: NodeJS.ProcessEnv, input: string) {
  const [stdout, stderr] = [keeper(), keeper()];
  const back = [
    lendFolder(folder),
    // vitest asks for colours on behalf of its own terminal.
    lendEnvironment({ FORCE_COLOR: undefined, ...env }),
    lendProperty('stdin', Readable.from([Buffer.from(input)])),
    lendProperty('stdout', stdout.stream),
    lendProperty('stderr', stderr.stream),
    lendExitCode(),
  ];
  try {
    const code = await hostwright(words);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    for (const giveBack of back) giveBack();
  }
}

function lendFolder(folder: string): () => void {
  const before = process.cwd();
  process.chdir(folder);
  return () => process.chdir(before);
}

function lendEnvironment(env: NodeJS.ProcessEnv): () => void {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  setEnvironment(env);
  return () => setEnvironment(before);
}

function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

function lendExitCode(): () => void {
  const before = process.exitCode;
  process.exitCode = undefined;
  return () => {
    process.exitCode = before;
  };
}

function lendProperty(name: 'stdin' | 'stdout' | 'stderr', value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(process, name);
  Object.defineProperty(process, name, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(process, name, before);
  };
}

/** Holds what is written, as a pipe that somebody reads would. */
function keeper(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
