import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocatedScalar } from '../../src/yaml/located.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { placesIn, placeWithin } from '../../src/yaml/position.js';

function scalarIn(text: string): LocatedScalar {
  const [node] = parseYaml(text, 'f.yml', 'playbook').documents;
  const value = node?.kind === 'map' ? node.entries[0]?.value : undefined;
  if (value?.kind !== 'scalar') throw new Error('the text has no scalar');
  return value;
}

describe('placeWithin', () => {
  it.each([
    ['plain', 'a: one X'],
    ['single quotes', "a: 'it''s X'"],
    ['double quotes', 'a: "say \\"hi\\" X"'],
    ['literal block', 'a: |\n  one\n\n    two X\n'],
    ['folded block', 'a: >-\n  one\n  two\n\n  three X\n'],
    ['block with a comment', 'a: |  # X marks\n  one X\n'],
    ['plain over two lines', 'a: one\n  two X\n'],
    ['quotes over two lines', 'a: "one\n  two\\\n  X"'],
    ['in a windows file', 'a: |\r\n  one\r\n  X\r\n'],
  ])('finds a character in %s', (_, text) => {
    const scalar = scalarIn(text);
    expect(placeWithin(scalar, scalar.text.indexOf('X'))).toEqual(
      placesIn(text, 'f.yml')(text.lastIndexOf('X')),
    );
  });

  it('never leaves the scalar', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(50), (value, offset) => {
        const text = `a: ${JSON.stringify(value)}`;
        const place = placeWithin(scalarIn(text), offset);
        expect(place.line).toBe(1);
        expect(place.column).toBeGreaterThan(3);
        expect(place.column).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});
