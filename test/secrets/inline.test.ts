import fc from 'fast-check';
import { expect, it } from 'vitest';
import { replaceBlocks, secretBlock } from '../../src/secrets/inline.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { scalarsIn } from '../../src/yaml/rewrite.js';

const sealedIn = (text: string) =>
  parseYaml(text, 'f.yml', 'playbook')
    .documents.flatMap(scalarsIn)
    .filter(({ sealed }) => sealed);

const armored = fc
  .array(fc.stringMatching(/^[A-Za-z0-9+/]{1,64}$/), { minLength: 1, maxLength: 4 })
  .map((lines) => `-----BEGIN-----\n${lines.join('\n')}\n-----END-----\n`);

it('a block can be pasted after a key, however deep, and holds what was encrypted', () => {
  fc.assert(
    fc.property(armored, fc.nat(3), (text, depth) => {
      const above = Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}k${level}:\n`).join('');
      const [value] = sealedIn(`${above}${'  '.repeat(depth)}v: ${secretBlock(text)}`);
      expect(value?.text).toBe(text);
    }),
  );
});

it('other text in the blocks leaves everything else as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(armored, armored), { minLength: 1, maxLength: 4 }), (pairs) => {
      const fileWith = (which: 0 | 1) =>
        pairs
          .map(
            (pair, index) => `# comment ${index}\nv${index}: ${secretBlock(pair[which])}o${index}:   odd\n`,
          )
          .join('');
      const anew = new Map(sealedIn(fileWith(0)).map((value, index) => [value, pairs[index]?.[1] ?? '']));
      expect(replaceBlocks(fileWith(0), anew)).toEqual({ kind: 'replaced', text: fileWith(1) });
    }),
  );
});

it('a value in quotes is no block', () => {
  const text = 'v: !secret "-----BEGIN-----\\nx\\n-----END-----\\n"\n';
  const [value] = sealedIn(text);
  expect(value && replaceBlocks(text, new Map([[value, 'x']]))).toEqual({ kind: 'no_block', value });
});
