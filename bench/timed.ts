// How long whole processes take.

import { spawn } from 'node:child_process';

export interface Command {
  readonly words: readonly string[];
  /** For its standard input. */
  readonly input?: string;
}

/** @returns milliseconds until all of them have ended. @throws Error for one that fails */
export async function timed(...commands: readonly Command[]): Promise<number> {
  const began = performance.now();
  await Promise.all(commands.map(succeed));
  return performance.now() - began;
}

function succeed({ words: [program = '', ...words], input = '' }: Command): Promise<void> {
  const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ${words.join(' ')} ended with ${code}`)),
    );
  });
}
