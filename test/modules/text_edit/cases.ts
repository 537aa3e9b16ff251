// Files and edits at random, from few words, so that much of what is sought is there, is there twice, or nearly.

import fc from 'fast-check';

export interface EditCase {
  readonly module: 'lineinfile' | 'blockinfile' | 'replace';
  readonly args: Readonly<Record<string, unknown>>;
  /** Base64. */
  readonly content: string;
}

const words = [
  'a=1',
  '#a=1',
  ' a = 2',
  'b',
  '',
  '[s]',
  '[t]',
  'a=1\r',
  'x a=1 y',
  'ä=1',
  'aä',
  '\tb',
  'a.b',
  'A=1',
];
const markers = ['# BEGIN ANSIBLE MANAGED BLOCK', '# END ANSIBLE MANAGED BLOCK', '# BEGIN x', '# END x'];

function fileOf(lines: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.constantFrom(...lines), { maxLength: 8 }), fc.constantFrom('\n', '\n', ''))
    .map(([all, end]) => (all.length === 0 ? '' : all.join('\n') + end))
    .map((text) => Buffer.from(text).toString('base64'));
}

const patterns = [
  '^a',
  '^#?\\s*a\\s*=',
  '=1$',
  'b|\\[s\\]',
  '^(.)=(\\d)$',
  '(?P<key>[a-z])=(?P<value>\\d)',
  '(?i)^A=',
  '^$',
  '^\\s*$',
  '[]x[]',
  '[^\\W\\d]=1',
  '\\ba\\b',
  '\\Ba',
  'ä',
  '[ä]',
  '.\\.',
  'a{1,}\\Z',
  '\\Aa=1',
  '(a)=1.*\\1',
  'nothing like this',
  'x{,2} a',
  '\\x61=',
  '\\141=',
  '(?x) a = 1  # one',
  '(?:a|b)$',
  '(?<!#)a=',
  '^[\\w.-]+$',
  '(?#say)b',
];

const lines = ['a=3', 'a=1', 'b', '', 'ä', '[s]', 'two\nlines', '\\1=9', '\\g<1>!', 'tab\\tb', 'dot\\.'];
const places = ['EOF', 'BOF', '^\\[s\\]', '^b', '=1', 'nothing like this', '(?m)^b$'];

const flag = fc.boolean();

function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

const beside = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...places).map((insertafter) => ({ insertafter })),
  fc.constantFrom(...places).map((insertbefore) => ({ insertbefore })),
);

const lineinfile = fc
  .record({
    sought: fc.oneof(
      fc.constant({}),
      fc.constantFrom(...patterns).map((regexp) => ({ regexp })),
      fc.constantFrom(...patterns).chain((regexp) => flag.map((backrefs) => ({ regexp, backrefs }))),
      fc.constantFrom('a=', 'b', 'ä', '#').map((search_string) => ({ search_string })),
    ),
    line: fc.constantFrom(...lines),
    state: fc.constantFrom('present', 'present', 'absent'),
    beside,
    firstmatch: flag,
  })
  .map(({ sought, beside: place, ...rest }) => ({ ...sought, ...place, ...rest }));

const blockinfile = fc
  .record({
    block: fc.constantFrom('', 'one', 'one\ntwo\n', 'b', 'ä\r\n'),
    marker: fc.constantFrom(undefined, '# {mark} x'),
    state: fc.constantFrom('present', 'present', 'absent'),
    beside,
  })
  .map(({ beside: place, ...rest }) => ({ ...place, ...rest }));

const replace = fc.record({
  regexp: fc.constantFrom(...patterns),
  replace: fc.option(fc.constantFrom('z', '', '<\\g<0>>', '\\n', 'ä', '\\\\', 'dot\\.'), { nil: undefined }),
  after: seldom(fc.constantFrom('\\[s\\]', 'b', 'nothing like this')),
  before: seldom(fc.constantFrom('\\[t\\]', 'b', 'ä')),
});

function casesOf(module: EditCase['module'], args: fc.Arbitrary<object>, lines: readonly string[]) {
  return fc
    .record({ args, content: fileOf(lines) })
    .map((one) => ({ module, ...(JSON.parse(JSON.stringify(one)) as Omit<EditCase, 'module'>) }));
}

export const editCases: Readonly<Record<EditCase['module'], fc.Arbitrary<EditCase>>> = {
  lineinfile: casesOf('lineinfile', lineinfile, words),
  blockinfile: casesOf('blockinfile', blockinfile, [...words, ...markers]),
  replace: casesOf('replace', replace, words),
};
