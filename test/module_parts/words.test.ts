import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../src/module_parts/words.js';
import { quoteAll } from '../../src/shell/quote.js';
import { localShells, runLocally } from '../modules/local_shell.js';

it.each([
  ['id -un', ['id', '-un']],
  ['  echo \'a b\' "c\\"d" e\\ f\n', ['echo', 'a b', 'c"d', 'e f']],
  ['a""b \'\' ""', ['ab', '', '']],
  ['"\\a\\$x\\\\"', ['\\a$x\\']],
  ['$HOME * | ~ {a,b} #no `x`', ['$HOME', '*', '|', '~', '{a,b}', '#no', '`x`']],
  ['a\\\nb "c\\\nd"', ['ab', 'cd']],
  ['', []],
])('%j', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

it.each(["it's", '"a', 'a\\', "'a' \"b"])('%j is not closed', (text) => {
  expect(splitWords(text)).toBeUndefined();
});

describe.each(localShells)('$name', ({ shell }) => {
  it('splits as the shell does, where nothing is to be expanded', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '"', '\\', '\n', 'é', '-'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (line) => {
        const words = splitWords(`x ${line}`);
        const script = `printf '<%s>' x ${line}`;
        // Unclosed quotes are errors, and a bare end of line ends a command.
        const bare = line.replace(/\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"/g, '');
        fc.pre(words !== undefined && !bare.includes('\n'));
        expect(runLocally(shell, script).stdout.toString()).toBe(
          (words ?? []).map((word) => `<${word}>`).join(''),
        );
      }),
      { numRuns: 60, examples: [['"\\\\\n"'], ['"\\\n"']] },
    );
  });
});

it('takes back what quote wrote', () => {
  const word = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitWords(quoteAll(words))).toEqual(words);
    }),
  );
});
