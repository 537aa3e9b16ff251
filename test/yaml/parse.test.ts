import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/json.js';
import { formatProblem, ProblemError } from '../../src/problem.js';
import { type Located, plain } from '../../src/yaml/located.js';
import { parseYaml } from '../../src/yaml/parse.js';

function read(text: string): Json {
  return parseYaml(text, 'f.yml', 'playbook').documents.map(plain)[0] ?? null;
}

function problemsOf(text: string): string {
  try {
    parseYaml(text, 'f.yml', 'playbook');
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
  return 'no problem';
}

describe('values', () => {
  it.each<[string, Json]>([
    ['a: 1', { a: 1 }],
    ['a:', { a: null }],
    ['1: x', { '1': 'x' }],
    ['true: x', { true: 'x' }],
    ['a: !!str 12', { a: '12' }],
    ['a: |\n  x\n  y\n', { a: 'x\ny\n' }],
    ['a: &x [1, 2]\nb: *x', { a: [1, 2], b: [1, 2] }],
    ['base: &b { x: 1, y: 2 }\nmore:\n  <<: *b\n  y: 3', { base: { x: 1, y: 2 }, more: { y: 3, x: 1 } }],
    ['m:\n  <<: [{ x: 1 }, { x: 2, y: 2 }]', { m: { x: 1, y: 2 } }],
    ['"<<": 1', { '<<': 1 }],
    ['\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['---\na: 1\n...\n', { a: 1 }],
  ])('%j is %j', (text, value) => expect(read(text)).toEqual(value));

  it('keeps __proto__ an ordinary key', () => {
    expect(Object.keys(read('__proto__: 1') as object)).toEqual(['__proto__']);
  });

  it('of an empty file there are none', () => {
    expect(parseYaml('# nothing\n', 'f.yml', 'playbook').documents).toEqual([]);
  });
});

describe('mistakes', () => {
  it.each([
    ['a: 1\nb: 2\na: 3', 'f.yml:3:1: duplicate key "a"\n  it is already in line 1'],
    [
      'a: 1\na: 2\nb: 1\nb: 2',
      'f.yml:2:1: duplicate key "a"\n  it is already in line 1\nf.yml:4:1: duplicate key "b"\n  it is already in line 3',
    ],
    [
      '- name: {{ x }}',
      'f.yml:1:9: a value that begins with {{ needs quotes\n  write "{{ ... }}" in double quotes',
    ],
    [
      'a: {{ x }}/y',
      'f.yml:1:11: not valid YAML: bad indentation of a mapping entry\n  a value that begins with {{ needs quotes: "{{ ... }}"',
    ],
    ['? [k]\n: 1', 'f.yml:1:3: a list cannot be a key'],
    ['a: !foo x', 'f.yml:1:4: the tag !foo is not supported'],
    ['a: *b', 'f.yml:1:5: unknown alias "*b"\n  give a value before it the anchor "&b"'],
    ['a: &a [*a]', 'f.yml:1:9: unknown alias "*a"\n  give a value before it the anchor "&a"'],
    ['a:\n  <<: 3', 'f.yml:2:7: only maps can be merged with <<'],
    [
      'a: x: y',
      'f.yml:1:5: not valid YAML: bad indentation of a mapping entry\n  quote a value that has a colon and a space in it',
    ],
    [
      'a:\n\tb: 1',
      'f.yml:2:1: not valid YAML: tab characters must not be used in indentation\n  indent with spaces; YAML does not allow tabs',
    ],
    [
      'a: @x',
      'f.yml:1:4: not valid YAML: bad indentation of a mapping entry\n  quote a value that begins with a special character',
    ],
    [
      '- a: { b: c.d[0] }',
      'f.yml:1:14: not valid YAML: missed comma between flow collection entries\n  quote a value that has brackets inside { } or [ ]',
    ],
    ['a: [1', 'f.yml:1:6: not valid YAML: unexpected end of the stream within a flow collection'],
  ])('%j', (text, problems) => expect(problemsOf(text)).toBe(problems));

  it('aliases that repeat each other do not explode', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++) {
      lines.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(problemsOf(lines.join('\n'))).toContain('the aliases of this file repeat too many values');
  });

  it('so many aliases are a mistake', () => {
    expect(problemsOf(`a: &a 1\nb: [${'*a, '.repeat(1001)}]`)).toMatch(
      /^f.yml:2:4006: more than 1000 aliases/,
    );
  });

  it('so deep a nesting is a mistake, not a crash', () => {
    expect(problemsOf('['.repeat(5000))).toMatch(/^f.yml:1:\d+: not valid YAML: /);
  });
});

describe('places', () => {
  // Whole numbers that a JavaScript number cannot hold stay text: test/yaml/scalar.test.ts.
  const isUnsafe = (value: unknown) => Number.isInteger(value) && !Number.isSafeInteger(value);
  const json = fc
    .jsonValue({ maxDepth: 4 })
    .filter((value) => !someLeaf(value as Json, isUnsafe)) as fc.Arbitrary<Json>;

  it('any JSON value arrives as it is, each scalar at its own place', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const [node] = parseYaml(text, 'f.yml', 'playbook').documents;
        expect(node && plain(node)).toEqual(JSON.parse(text));
        if (node) expectPlaces(node, text.split('\n'));
      }),
    );
  });

  it('any JSON value arrives from block style', () => {
    fc.assert(
      fc.property(json, (value) => {
        const plainJson = JSON.parse(JSON.stringify(value)) as Json; // JSON has no -0
        expect(read(dump(plainJson))).toEqual(plainJson);
      }),
    );
  });

  it.each([
    ['plain', 'a: x', 1, 4],
    ['quoted', 'a: "x"', 1, 4],
    ['block', 'a: |\n    x\n', 2, 5],
    ['list', 'a:\n  - b\n', 2, 3],
    ['flow list', 'a: [b]', 1, 4],
    ['empty', 'a:\nb: 1', 1, 2],
    ['after other scripts', '"ä😀": x', 1, 8],
  ])('%s', (_, text, line, column) => {
    const [node] = parseYaml(text, 'f.yml', 'playbook').documents;
    expect(node?.kind === 'map' && node.entries[0]?.value.place).toEqual({ file: 'f.yml', line, column });
  });
});

/** The text at the place is the value, as JSON writes it. */
function expectPlaces(node: Located, lines: readonly string[]): void {
  if (node.kind !== 'scalar') {
    const children = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
    for (const child of children) expectPlaces(child, lines);
    return;
  }
  const rest = lines[node.place.line - 1]?.slice(node.place.column - 1) ?? '';
  const token = /^("(\\.|[^"\\])*"|[^,\]}\s]+)/.exec(rest)?.[0] ?? '';
  expect(JSON.parse(token)).toEqual(node.value);
}

function someLeaf(value: Json, test: (leaf: Json) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return test(value);
  return Object.values(value).some((member: Json) => someLeaf(member, test));
}
