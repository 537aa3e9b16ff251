// An executable inventory: asked with --list, and with --host for what it does not say at once.

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { requireTrusted } from '../../files/trusted.js';
import { fail, type Problem, ProblemError } from '../../problem.js';
import type { Located } from '../../yaml/located.js';
import { parseYaml } from '../../yaml/parse.js';

/** Bytes: a hundred thousand hosts fit. More is a program that never stops. */
const mostOutput = 256 * 1024 * 1024;

/** Characters of what it wrote to standard error that are shown. */
const mostShown = 2000;

/**
 * What it prints, as JSON.
 *
 * @throws ProblemError with its exit code and standard error, for what is no JSON, and for a program that others may write
 */
export async function askProgram(path: string, words: readonly string[]): Promise<Located> {
  requireTrusted(path);
  const asked = [path, ...words].join(' ');
  const output = await outputOf(path, words, asked);
  try {
    JSON.parse(output);
  } catch {
    const begin = output.trim().split('\n', 1)[0]?.slice(0, 60) ?? '';
    const advice = 'an executable inventory prints JSON and nothing else';
    fail(
      `${asked} printed no JSON: ${begin === '' ? 'nothing' : `it begins with "${begin}"`}`,
      undefined,
      advice,
    );
  }
  // Read as JSON is, by the reader that knows places. The file of a place is the question: its lines are not the program's.
  const [document] = parseYaml(output, asked, 'playbook').documents;
  return document ?? fail(`${asked} printed nothing`);
}

function outputOf(path: string, words: readonly string[], asked: string): Promise<string> {
  return new Promise((done, failed) => {
    const options = { maxBuffer: mostOutput, encoding: 'utf8' } as const;
    const child = execFile(resolve(path), words, options, (error, stdout, stderr) => {
      if (!error) return done(stdout);
      const problem: Problem = { message: `${asked} ${howItEnded(error)}`, advice: shownError(stderr) };
      failed(new ProblemError([problem]));
    });
    child.stdin?.end();
  });
}

function howItEnded(error: Error & { readonly code?: unknown; readonly signal?: unknown }): string {
  if (typeof error.code === 'number') return `ended with exit code ${error.code}`;
  if (typeof error.signal === 'string') return `was ended by ${error.signal}`;
  return `could not be run (${String(error.code ?? error.message)})`;
}

function shownError(stderr: string): string | undefined {
  const text = stderr.trim();
  if (text === '') return undefined;
  return text.length > mostShown ? `${text.slice(0, mostShown)} ... (${text.length} characters)` : text;
}
