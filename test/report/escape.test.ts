import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible, visibleJson, visibleLines } from '../../src/report/escape.js';

const dangerous = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const anyText = fc.string({ unit: 'binary' });

describe('visible', () => {
  it.each([
    ['plain text', 'Grüße, 世界 🎉', 'Grüße, 世界 🎉'],
    ['an escape sequence', '\u001b[2J', '\\x1b[2J'],
    ['line ends and tabs', 'a\r\n\tb', 'a\\r\\n\\tb'],
    ['a C1 control', '\u009b31m', '\\x9b31m'],
    ['a bidi override', 'a\u202eb', 'a\\u202eb'],
    ['zero width and byte order marks', '\u200b\ufeff', '\\u200b\\ufeff'],
    ['a lone surrogate', '\ud800x', '\\ud800x'],
    ['an invisible tag', '\u{e0041}', '\\u{e0041}'],
    ['a line separator', '\u2028', '\\u2028'],
  ])('%s', (_, text, shown) => expect(visible(text)).toBe(shown));

  it('lets nothing through that a terminal would act on', () => {
    fc.assert(fc.property(anyText, (text) => !dangerous.test(visible(text))));
  });
});

describe('visibleLines', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb\r\n', ['a', '', 'b\\r']],
    ['\ta', ['    a']],
  ])('%j', (text, lines) => expect(visibleLines(text)).toEqual(lines));
});

describe('visibleJson', () => {
  it('keeps the value and shows it safely', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = visibleJson(JSON.stringify({ text }));
        expect(dangerous.test(line)).toBe(false);
        expect(JSON.parse(line)).toEqual({ text });
      }),
    );
  });
});
