// What an endpoint says is shown, but cannot pose as anything else on a terminal or in a log.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteRemote } from '../../src/proof/check.js';

it('quotes any text as one short line of harmless characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const shown = quoteRemote(text);
      expect(shown).toMatch(/^"[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*"$/);
      expect(shown.length).toBeLessThan(600);
    }),
  );
});

it.each([
  ['404 page not found\n', '"404 page not found\\n"'],
  ['\u001b[2Jall is well', '"\\u001b[2Jall is well"'],
  ['\u202egnp.exe', '"?gnp.exe"'],
  ['x'.repeat(81), `"${'x'.repeat(80)}..."`],
])('%j', (text, shown) => {
  expect(quoteRemote(text)).toBe(shown);
});
