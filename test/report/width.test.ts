import { describe, expect, it } from 'vitest';
import { padEnd, padStart, textWidth, truncate, wrap } from '../../src/report/width.js';

describe('textWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['世界', 4],
    ['e\u0301', 1],
    ['🎉', 2],
    ['\u001b[31mred\u001b[39m', 3],
  ])('%j takes %i', (text, columns) => expect(textWidth(text)).toBe(columns));
});

describe('truncate', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abcdef', 1, '…'],
    ['abcdef', 0, ''],
    ['世界世界', 4, '世…'],
  ])('%s to %i', (text, columns, cut) => expect(truncate(text, columns)).toBe(cut));
});

describe('wrap', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['unbreakable', 4, ['unbreakable']],
    ['', 10, ['']],
  ])('%s at %i', (text, columns, lines) => expect(wrap(text, columns)).toEqual(lines));
});

it('pads by columns, not by characters', () => {
  expect([padEnd('世', 4), padStart('世', 4), padEnd('long', 2)]).toEqual(['世  ', '  世', 'long']);
});
