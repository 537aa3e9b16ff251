import { expect, it } from 'vitest';
import { countOf, jsonOf, wordsOf } from '../src/host_words.js';
import { readFacts } from '../src/shell/facts.js';

it.each<[string, unknown]>([
  ['{"a":[1,"x",null,true]}', { a: [1, 'x', null, true] }],
  ['1e999', undefined],
  ['{"a":[-1e999]}', undefined],
  ['{"__proto__":{"a":1}}', undefined],
  ['{"a":{"\\u005f_proto__":1}}', undefined],
  ['{"constructor":1}', { constructor: 1 }],
  [`${'['.repeat(63)}${']'.repeat(63)}`, expect.anything()],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, undefined],
  ['', undefined],
])('JSON of a host: %s', (text, value) => {
  expect(jsonOf(text)).toEqual(value);
});

it.each([
  ['0', 0],
  ['0042', 42],
  ['999999999999999', 999_999_999_999_999],
  ['1000000000000000', undefined],
  ['9'.repeat(400), undefined],
  ['1e999', undefined],
  ['-1', undefined],
  ['0x10', undefined],
  ['', undefined],
  [undefined, undefined],
])('a number of a host: %s', (text, value) => {
  expect(countOf(text)).toBe(value);
});

it('bytes that are no UTF-8 are not guessed at', () => {
  expect(wordsOf(Buffer.from('é\u{feff}'))).toBe('é\u{feff}');
  expect(() => wordsOf(Buffer.from([0x61, 0xff]))).toThrow('not UTF-8');
});

it('facts hold no number that nobody can count with', () => {
  const said = (memory: string) => ({
    code: 0,
    stdout: Buffer.from(`system=Linux\nmemtotal_kb=${memory}`),
    stderr: Buffer.alloc(0),
  });
  expect(readFacts(said('2048')).memtotal_mb).toBe(2);
  for (const memory of ['1e999', '9'.repeat(400), '-5', ''])
    expect(readFacts(said(memory)).memtotal_mb).toBe(0);
});
