// A quoted word is one word and the same word, in every shell that a host may have.

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote, quoteAll } from '../../src/shell/quote.js';

const awkward = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\'"\\`$(){}[]\n\t !*?~#;&|<>=-%é€😀\x01\x7f'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});
const word = awkward.filter((text) => !text.includes('\0'));

describe.each([[['dash']], [['bash']], [['busybox', 'sh']]])('quote, read by %s', ([shell = '', ...args]) => {
  it('keeps words apart and unchanged', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const script = `for word in ${quoteAll(words)}; do printf '%s\\0' "$word"; done`;
        const printed = execFileSync(shell, [...args, '-c', script], { encoding: 'utf8' });
        expect(printed.split('\0').slice(0, -1)).toEqual(words);
      }),
      {
        numRuns: 60,
        examples: [[['', '-n', '--', "it's", '~', '~root', '*', '{a,b}', 'a=b', '=ls', '!!', '#']]],
      },
    );
  });
});

describe('quote', () => {
  it.each([
    ['plain/path-1.2_3:4@5%6+7,8', 'plain/path-1.2_3:4@5%6+7,8'],
    ['', "''"],
    ["it's", "'it'\\''s'"],
    ['=ls', "'=ls'"],
    ['a b', "'a b'"],
  ])('writes %j as %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it('refuses a NUL character', () => {
    expect(() => quote('a\0b')).toThrow(TypeError);
  });
});
