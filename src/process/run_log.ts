// What runs on this machine remember between them: lines in files of the person's state folder, the oldest first. Lines are
// added, so that runs side by side lose nothing and need no lock; a file that is far too long loses its older half.

import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Mode } from '../event.js';
import type { RunLog } from '../module.js';
import { fail } from '../problem.js';

/**
 * What a plan adds is there for the plan alone.
 *
 * @param mode of the run
 * @returns by the name of a file
 * @throws ProblemError where the file cannot be read or written
 */
export function openRunLog(mode: Mode): (name: string) => RunLog {
  const folder = join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'hostwright');
  const planned: { readonly name: string; readonly line: string }[] = [];
  return (name) => {
    const path = join(folder, name);
    return {
      lines: () => [
        ...linesIn(path),
        ...planned.filter((each) => each.name === name).map(({ line }) => line),
      ],
      add(line) {
        if (mode === 'plan') planned.push({ name, line });
        else append(folder, path, line);
      },
    };
  };
}

function linesIn(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    return failAbout(path, 'read', error);
  }
}

function append(folder: string, path: string, line: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
    shorten(path);
  } catch (error) {
    failAbout(path, 'written', error);
  }
}

/** Bytes that a file may have: thousands of lines. */
const most = 1 << 20;

/** A line that another run adds in this moment may be lost: once in thousands, and what is lost is asked for again. */
function shorten(path: string): void {
  if (statSync(path).size <= most) return;
  const lines = linesIn(path);
  const short = `${path}.${process.pid}`;
  writeFileSync(short, `${lines.slice(lines.length / 2).join('\n')}\n`, { mode: 0o600 });
  renameSync(short, path);
}

function failAbout(path: string, what: string, error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  fail(
    `${path} cannot be ${what}: ${why}`,
    undefined,
    'another folder is named with the variable XDG_STATE_HOME',
  );
}
