// Tasks of find and slurp at random, and what there is to find.

import fc from 'fast-check';
import type { Case } from './judge.js';

const befores = [
  `mkdir -p d/e .h; echo one >a.log; printf 'two\\nthree\\n' >d/b.log; echo x >d/e/c.txt; echo h >.hidden; echo i >.h/i
ln -s a.log l; ln -s d dl; touch -d '3 days ago' a.log; touch -d '40 days ago' d/e/c.txt; chmod 4750 d/b.log; chown daemon d/b.log`,
  `: >'a b|c.log'; : >"it's ä.log"; printf '\\377' >raw.log; head -c 3000 /dev/zero >big; mkdir 'x,y' '[z]'; : >'[z]/q.log'`,
];

/** One in four: together they would leave nothing to be found. */
const some = <T>(values: readonly T[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );

const globs = ['*.log', '*.log,*.txt', ['?', 'd*'], '[ab]*', '[!a]*', '*', 'a b|c.log', '[[]z]', ['x,y']];
const expressions = ['.*log', '^[ab]', '(?i)A', ['b', '.*\\.txt$'], 'l'];

const task = fc
  .record({
    recurse: some([true]),
    hidden: some([true]),
    file_type: some(['any', 'directory', 'file', 'link']),
    size: some(['1', '-4', '1k', '-1k', '0']),
    age: some(['1d', '-2d', '4w', '-1w']),
    depth: some([1, 2]),
    follow: some([true]),
    get_checksum: some([true]),
    contains: some(['t', 'h', '.*ee', '(?i)ONE', '^x$']),
    read_whole_file: some([true]),
    names: fc.oneof(
      fc.record({ patterns: some(globs), excludes: some(globs.slice(0, 4)) }),
      fc.record({ patterns: some(expressions), excludes: some(expressions), use_regex: fc.constant(true) }),
    ),
    key: fc.constantFrom('paths', 'path', 'name'),
    paths: fc.constantFrom('@', ['@/d', '@'], '@/none', '@/'),
  })
  .map(
    ({ names, key, paths, ...more }) =>
      JSON.parse(JSON.stringify({ ...more, ...names, [key]: paths })) as Case['args'],
  );

export const findCases: fc.Arbitrary<Case> = fc
  .record({ before: fc.constantFrom(...befores), args: task })
  .map(({ before, args }) => ({ module: 'ansible.modules.find', before, args }));

export const slurpCases: fc.Arbitrary<Case> = fc
  .record({
    before: fc.constantFrom(
      ':',
      'echo x >p',
      `printf '\\377\\000' >p`,
      ': >p',
      'mkdir p',
      'echo y >q; ln -s q p',
    ),
    key: fc.constantFrom('src', 'path'),
  })
  .map(({ before, key }) => ({ module: 'ansible.modules.slurp', before, args: { [key]: '@/p' } }));
