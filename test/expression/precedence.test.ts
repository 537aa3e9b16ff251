import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Level, type Levels, precedence } from '../../src/expression/precedence.js';
import { final, scopeOf } from '../../src/expression/scope.js';

const levels = precedence.map(({ level }) => level);
const at = (level: string) => new Map([['v', final(level)]]);
const winner = (scope: ReturnType<typeof scopeOf>) => scope.lookup('v');

describe('which variable wins', () => {
  it('README.md has the same table', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    // What is promised has no value yet: nobody looks it up in a table.
    const rows = precedence.slice(1).map(({ of }, index) => `${index + 1}. ${of}`);
    expect(readme).toContain(rows.join('\n'));
  });

  it('the strongest level that has the name, whatever the order in which they are given', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...levels], { minLength: 1 }), fc.nat(), (some, cut) => {
        const strongest = [...some].sort((a, b) => levels.indexOf(b) - levels.indexOf(a))[0] ?? '';
        const [first, later] = [some.slice(0, cut % some.length), some.slice(cut % some.length)];
        const given = Object.fromEntries(first.map((level) => [level, at(level)])) as Levels;
        const scope = later.reduce((one, level) => one.with(level, at(level)), scopeOf(given));
        expect(winner(scope)).toEqual(final(strongest));
      }),
    );
  });

  it('at one level, what was added last', () => {
    const level: Level = 'block vars';
    const scope = scopeOf({}).with(level, at('outer')).with('task vars', new Map()).with(level, at('inner'));
    expect(winner(scope)).toEqual(final('inner'));
  });
});
