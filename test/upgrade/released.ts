// The law of upgrades: what the last release made of a host, and what it took, holds with what comes after it.
//
// This file names the release, and has it as a program. When a new one is cut: its commit goes below, and in CHANGELOG.md
// "Changes on hosts" stays with that release, with an empty one ("None.") under Unreleased.

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Program, programIn, root } from '../cli/hostwright.js';

/** The commit of the last release. */
export const RELEASED = '108bdb3a38b84c024ed0bd586c5218d0421dbae0';

/** The last commit before a host could have several endpoints: what it made of one plans no change. */
export const SINGLE = '5363550';

/** What it writes on hosts; that of earlier releases stays beside it. */
export const recordsFolder = join(root, 'test/upgrade/records', RELEASED.slice(0, 12));

/** Call at the top of a file. A folder with the sources of the release, or of another commit, which can be imported. */
export function useReleasedSources(commit = RELEASED): string {
  const folder = join(tmpdir(), `hostwright-released-${randomUUID()}`);
  beforeAll(() => {
    mkdirSync(folder, { mode: 0o700 });
    unpack(folder, commit);
    provideModules(folder);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }), 60_000);
  return folder;
}

/** Call at the top of a file. The program of the release, in the folder of its sources. */
export function useReleased(commit = RELEASED): Program {
  const folder = useReleasedSources(commit);
  beforeAll(() => void execFileSync(process.execPath, ['build.mjs'], { cwd: folder, stdio: 'pipe' }));
  return programIn(folder);
}

function unpack(folder: string, commit: string): void {
  const known = ['cat-file', '-e', `${commit}^{commit}`];
  try {
    execFileSync('git', known, { cwd: root, stdio: 'ignore' });
  } catch {
    throw new Error(`${commit} is not in this clone, and upgrades are tried from it: git fetch --unshallow`);
  }
  const input = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', folder], { input });
}

/** Ours, where they are the same. */
function provideModules(folder: string): void {
  if (packagesIn(folder) === packagesIn(root))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  else
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: 'pipe',
    });
}

/** But for the entry of hostwright itself. */
function packagesIn(folder: string): string {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, unknown>>;
  };
  return JSON.stringify({ ...packages, '': undefined });
}
