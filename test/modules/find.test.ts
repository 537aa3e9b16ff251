// What find asks, refuses and makes of names that strangers chose. Beside Ansible's: test/modules/judge.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeOf, refusals, runAction } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/hostwright-find-`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const namesOf = (result: unknown) =>
  (result as { readonly files: readonly { readonly path: string }[] }).files.map(({ path }) => path);

describe.each(localShells)('$name', ({ shell }) => {
  const findIn = async (params: object) => {
    const seen = runLocally(shell, probeOf('find', params));
    return runAction('find', params, { seen });
  };

  it.each([{}, { get_checksum: true }])('a name is a name, whatever is in it: %j', async (more) => {
    const names = ['a\ne81a4 0 0|x', 'b|c', "it's", 'x\n'].sort();
    for (const name of names) writeFileSync(`${folder}/${name}`, name);
    const { result } = await findIn({ paths: folder, ...more });
    // The stat of BusyBox ends a line, and so tells no other end.
    expect(namesOf(result)).toEqual(names.map((name) => `${folder}/${name}`));
  });

  it('contains asks each line', async () => {
    mkdirSync(`${folder}/d`);
    writeFileSync(`${folder}/d/yes`, 'x\n  two\n');
    writeFileSync(`${folder}/d/no`, 'x two\n');
    const { result } = await findIn({ paths: `${folder}/d`, contains: '\\s*two$' });
    expect(namesOf(result)).toEqual([`${folder}/d/yes`]);
  });

  it('a path that is no directory is told', async () => {
    const { result, warnings } = await findIn({ paths: [`${folder}/none`, folder] });
    expect(result).toMatchObject({ matched: 0, skipped_paths: { [`${folder}/none`]: expect.any(String) } });
    expect(warnings).toEqual([`find: ${folder}/none is not a directory, so it was not searched`]);
  });

  it('a regular expression that takes for ever stops no run', async () => {
    writeFileSync(`${folder}/${'x'.repeat(60)}!`, '');
    const slow = { paths: folder, use_regex: true, patterns: '^(x+)+$' };
    await expect(findIn(slow)).rejects.toThrow('take more than two seconds');
  });
});

it.each([
  [{ paths: 'x' }, 'paths.0: expected an absolute path, beginning with /'],
  [{ paths: '/x', age: 'old' }, 'age: expected a length of time, such as 2d (s, m, h, d, w)'],
  [{ paths: '/x', size: '1x' }, 'size: expected a size, such as 10m (b, k, m, g, t)'],
  [{ paths: '/x', patterns: '[z-a]' }, 'patterns: no pattern: a set in [] is out of order'],
  [{ paths: '/x', excludes: 'a(', use_regex: true }, 'excludes: no regular expression: unterminated group'],
  [{ paths: '/x', contains: '*' }, 'contains: no regular expression: nothing to repeat'],
])('%j', (params, message) => expect(refusals('find', params)).toEqual([message]));
