import { expect, it } from 'vitest';
import { readKeyValues } from '../../src/host_words.js';

it.each([
  ['a=1\nb=2\n', { a: '1', b: '2' }],
  ['a=x=y\n', { a: 'x=y' }],
  ['a=\n', { a: '' }],
  ['a=first\na=posing as a\n', { a: 'first' }],
  ['noise\n=x\n\na=1', { a: '1' }],
  ['', {}],
])('%j', (stdout, pairs) => {
  const output = { code: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
  expect(Object.fromEntries(readKeyValues(output))).toEqual(pairs);
});
