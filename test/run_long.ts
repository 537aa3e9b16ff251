// `npm run test:long -- NAME [OPTION OF VITEST...]`: builds, then runs one entry of the long tier. Without a name, lists them.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { listLongTests, longTests } from './long.js';

const [name = '', ...options] = process.argv.slice(2);
const entry = Object.hasOwn(longTests, name) ? longTests[name] : undefined;

if (entry === undefined) {
  const wrong = name === '' ? '' : `There is no long test "${name}".\n`;
  process.stderr.write(`${wrong}npm run test:long -- NAME, where NAME is one of:\n${listLongTests()}`);
  process.exitCode = 1;
} else {
  console.log(`${name}: ${entry.guards}`);
  const built = run('npm', ['run', '--silent', 'build']);
  process.exitCode =
    built === 0 ? run('npx', ['vitest', 'run', ...entry.files, ...options], entry.env) : built;
}

function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const cwd = resolve(import.meta.dirname, '..');
  return spawnSync(program, words, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' }).status ?? 1;
}
