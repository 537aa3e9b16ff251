import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem, ProblemError } from '../../src/problem.js';
import { entryOf, type Located, plain } from '../../src/yaml/located.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { markSecret, rewrite, scalarsIn } from '../../src/yaml/rewrite.js';

function parse(text: string): Located {
  const [document] = parseYaml(text, 'f.yml', 'playbook').documents;
  if (!document) throw new Error('no document');
  return document;
}

function valueIn(text: string): Located | undefined {
  const document = parse(text);
  return document.kind === 'map' ? entryOf(document, 'v')?.value : undefined;
}

describe('a value that is encrypted by itself', () => {
  it.each(['!secret', '!vault', '!vault-encrypted'])('%s is sealed, secret and no template', (tag) => {
    expect(valueIn(`v: ${tag} |\n  one {{ x }}\n  two\n`)).toMatchObject({
      text: 'one {{ x }}\ntwo\n',
      place: { line: 2, column: 3 },
      secret: true,
      final: true,
      sealed: { message: 'the value is encrypted' },
    });
  });

  it('is text, whatever it looks like', () => {
    expect(valueIn('v: !secret 12')).toMatchObject({ value: '12' });
  });

  it('stands at its tag where there is nothing after it', () => {
    expect(valueIn('v: !secret\n')).toMatchObject({ value: '', secret: true, place: { line: 1, column: 4 } });
  });

  it.each([
    ['!secret k: v', 'f.yml:1:9: a key cannot be encrypted\n  encrypt the value alone'],
    ['v: !secret [a]', 'f.yml:1:4: the tag !secret is not supported'],
  ])('%s is a mistake', (text, said) => {
    const problem = (() => {
      try {
        return parse(text);
      } catch (error) {
        return error instanceof ProblemError ? error.problems.map(formatProblem).join('\n') : error;
      }
    })();
    expect(problem).toBe(said);
  });
});

describe('rewrite', () => {
  it('that changes nothing answers the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const node = parse(JSON.stringify(value));
        expect(rewrite(node, (each) => each)).toEqual(node);
      }),
    );
  });

  it('reaches every node, and changes no value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const node = parse(JSON.stringify(value));
        const marked = markSecret(node);
        expect(plain(marked)).toEqual(plain(node));
        expect(scalarsIn(marked).every(({ secret }) => secret)).toBe(true);
      }),
    );
  });

  it('keeps shared what aliases share', () => {
    // Written out, these would be 2^15 values.
    const levels = Array.from(
      { length: 15 },
      (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`,
    );
    const visited: Located[] = [];
    rewrite(parse(['l0: &l0 [x]', ...levels].join('\n')), (node) => {
      visited.push(node);
      return node;
    });
    expect(visited).toHaveLength(1 + 1 + 15 + 1);
  });
});
