import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { longTests } from './long.js';

const root = resolve(import.meta.dirname, '..');
const entries = Object.entries(longTests);
const onlyLong = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.long.test.ts') && !file.includes('node_modules'))
  .map((file) => join('test', file));

/** The modules of its folder, of which it may be one that reads the environment. */
function beside(file: string): readonly string[] {
  const folder = join(root, dirname(file));
  const modules = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return modules.map((name) => join(folder, name));
}

function runLong(...words: readonly string[]) {
  const tsx = join(root, 'node_modules/.bin/tsx');
  return spawnSync(tsx, [join(root, 'test/run_long.ts'), ...words], { encoding: 'utf8' });
}

describe('the long tier', () => {
  it.each(entries)('%s names files that are there, and says what it guards in one line', (_, entry) => {
    expect(entry.files).not.toEqual([]);
    for (const file of entry.files) expect(existsSync(join(root, file)), file).toBe(true);
    expect(entry.guards).toMatch(/^[^\n]{20,110}$/);
  });

  it.each(entries)(
    '%s does more than npm test: files of its own, or an environment they read',
    (_, entry) => {
      const text = entry.files
        .flatMap(beside)
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n');
      for (const name of Object.keys(entry.env ?? {})) expect(text).toContain(`process.env.${name} `);
      if (entry.env === undefined) for (const file of entry.files) expect(onlyLong).toContain(file);
    },
  );

  it('has each file that runs only there', () => {
    const named = new Set(entries.flatMap(([, { files }]) => files));
    expect(onlyLong.filter((file) => !named.has(file))).toEqual([]);
  });

  it('is no part of npm test', () => {
    expect(packageFile.scripts.test).toMatch(/ && vitest run --project unit --project lab$/);
  });

  it.each([
    ['without a name', []],
    ['with a wrong one', ['crash']],
  ])('is listed %s', (_, words) => {
    const { status, stdout, stderr } = runLong(...words);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    for (const [name] of entries) expect(stderr).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const [, { guards }] of entries) expect(stderr).toContain(`  ${guards}\n`);
    expect(stderr.includes('no long test "crash"')).toBe(words.length > 0);
  });
});
