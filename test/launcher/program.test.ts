// The program with V8's code cache of it: taken where it fits, and nothing is different where there is none, or a wrong one.

import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { programIn, root, useProgram } from '../cli/hostwright.js';

const built = useProgram();
const playbook = '- hosts: all\n  tasks:\n    - ping:\n';

/** Whether V8 of a fresh process refuses a cache for a program. */
async function isRefused(file: string, cache: string): Promise<string> {
  const launcher = JSON.stringify(join(root, 'src/launcher/program.ts'));
  const [program, data] = [file, cache].map((path) => JSON.stringify(path));
  const script = `import(${launcher}).then(({ programIn }) =>
    console.log(programIn(${program}, require('node:fs').readFileSync(${data})).script.cachedDataRejected))`;
  const words = ['--import', 'tsx', '--eval', script];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, env });
  return stdout.trim();
}

it('V8 takes the cache that the build wrote', async () => {
  const file = join(built.folder, 'dist/hostwright.cjs');
  expect(await isRefused(file, `${file}.cache`)).toBe('false');
});

it('holds what a plan goes through', () => {
  const cache = readFileSync(join(built.folder, 'dist/hostwright.cjs.cache'), 'latin1');
  // Constants stand in it once their function was compiled, here the one that builds a request to a host.
  expect(cache).toContain('hw_hold ');
});

it.each<[string, (cache: string) => void]>([
  ['none', (cache) => rmSync(cache)],
  ['an empty one', (cache) => writeFileSync(cache, '')],
  ['one that is no cache', (cache) => writeFileSync(cache, 'not a cache')],
  ['one of another program', (cache) => writeFileSync(cache, readFileSync(cache).fill(7, 8, 12))],
])('runs the same with %s', async (_, spoil) => {
  const folder = built.folderWith({ 'site.yml': playbook, 'inventory.yml': 'all: { hosts: { h: } }\n' });
  const copy = built.folderWith({});
  cpSync(built.folder, copy, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  spoil(join(copy, 'dist/hostwright.cjs.cache'));
  const program = programIn(copy);
  for (const words of [
    ['--version'],
    ['validate', 'site.yml', '-i', 'inventory.yml'],
    ['apply', 'missing.yml'],
  ])
    expect(await program.run(folder, words)).toEqual(await built.run(folder, words));
});
