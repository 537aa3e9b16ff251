// What is remembered for scopes that agree is what would have been worked out for each.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Alike, forAllAlike } from '../../src/expression/alike.js';
import { final, type Scope, scopeOf, Unset, unset, type Variable } from '../../src/expression/scope.js';
import { evaluate } from '../../src/expression/template.js';
import { scalarAt } from '../../src/yaml/located.js';
import { filesOf, problemsOf, scopeOf as written } from './scopes.js';

const values: fc.Arbitrary<Variable> = fc.constantFrom(
  ...[
    final('a'),
    final('b'),
    final(1),
    final('1'),
    final('a', true),
    final(['a']),
    unset('later'),
    unset('never'),
  ],
);

const scopes = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), values), {
  minLength: 1,
  maxLength: 12,
});

/** Reads one name after another, each hanging on the answer before it, with a variable of its own laid over. */
function read(scope: Scope): string {
  const inner = scope.with('task vars', new Map([['d', final('own')]]));
  let name = 'a';
  let said = '';
  for (let turn = 0; turn < 4; turn++) {
    const variable = inner.lookup(name);
    said += `${name}=${JSON.stringify(variable)};`;
    name = variable?.kind === 'final' && variable.value === 'a' ? 'b' : (['d', 'c', 'a'][turn] ?? 'a');
  }
  return said;
}

it('comes to the same as one after another', () => {
  fc.assert(
    fc.property(scopes, (all) => {
      const each = all.map((variables) => scopeOf({ 'inventory hosts': new Map(Object.entries(variables)) }));
      expect(new Set(forAllAlike(new Alike(each), read))).toEqual(new Set(each.map(read)));
    }),
  );
});

it('works once for all that agree in what was read, through the templates of variables', () => {
  const text = scalarAt('{{ greeting }}', { file: 'f', line: 1, column: 1 });
  const shared = written('greeting: "hello {{ who }}"');
  const each = ['x', 'y', 'x', 'x', 'y'].map((who, index) =>
    shared.with(
      'task vars',
      new Map([
        ['who', final(who)],
        ['other', final(index)],
      ]),
    ),
  );
  const results = forAllAlike(
    new Alike(each),
    (scope) => evaluate(text, scope, { files: filesOf({}) }).value,
  );
  expect([...results].sort()).toEqual(['hello x', 'hello y']);
});

const place = { file: 'f', line: 1, column: 1 };
const context = { files: filesOf({}) };

/** Among them those that hang on other variables, and those that no text can hold. */
const anyValues: fc.Arbitrary<Variable> = fc.constantFrom<Variable>(
  ...['a', 'b', '', 1, 2, true, false, null, ['a'], ['b', ''], { x: 'a' }].map((value) => final(value)),
  ...['a', 'b', ''].map((value) => final(value, true)),
  unset('later'),
  ...['a', 'b', '', '{{b}}', '{{b}}{{c}}', '{{default b c}}', '{{#if b}}{{c}}{{/if}}'].map(
    (text) => ({ kind: 'source', node: scalarAt(text, place) }) as const,
  ),
);

const templates = fc
  .array(
    fc.constantFrom(
      ...[
        'a',
        'x',
        '{{a}}',
        '{{b}}',
        '{{c}}',
        '{{default a b}}',
        '{{default b a "x"}}',
        '{{a.x}}',
        '{{json a}}',
      ],
      ...[
        '{{#if a}}{{b}}{{/if}}',
        '{{#if (eq a b)}}{{c}}{{else}}{{b}}{{/if}}',
        '{{#unless b}}{{a}}{{/unless}}',
      ],
      ...['{{#each a}}{{this}}{{b}}{{/each}}', '{{#with a}}{{this}}{{@root.b}}{{/with}}', '{{join a ""}}'],
      ...['{{lookup a b}}', '{{lookup a "x"}}', '{{and a b}}', '{{not c}}', '{{base64 a}}'],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(''));

/** All that may matter where any text will do: its type, whether it is empty or secret, and what is wrong. */
function comesTo(template: string, scope: Scope): string {
  let said = '';
  const problems = problemsOf(() => {
    try {
      const { value, secret } = evaluate(scalarAt(template, place), scope, context, 'text');
      said = `${secret ? 'secret' : 'open'} ${value === null ? 'nothing' : typeof value} ${value === ''}`;
    } catch (error) {
      if (!(error instanceof Unset)) throw error;
      said = error.message;
    }
  });
  return said || problems;
}

it('comes to the same as one after another where any text will do', () => {
  const hosts = fc.array(fc.record({ a: anyValues, b: anyValues, c: anyValues }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(templates, hosts, (template, all) => {
      const each = all.map((variables) => scopeOf({ 'inventory hosts': new Map(Object.entries(variables)) }));
      const work = (scope: Scope) => comesTo(template, scope);
      expect(new Set(forAllAlike(new Alike(each), work))).toEqual(new Set(each.map(work)));
    }),
    { numRuns: 2000 },
  );
});

it('works once for all texts that differ in words alone', () => {
  const each = ['x', 'y', ''].map((who) => scopeOf({ 'inventory hosts': new Map([['who', final(who)]]) }));
  const times = (template: string) =>
    forAllAlike(new Alike(each), (scope) => evaluate(scalarAt(template, place), scope, context, 'text'))
      .length;
  expect(times('hello {{who}}, {{default who "you"}}')).toBe(2);
  expect(times('{{#if (eq who "x")}}hello {{/if}}{{who}}')).toBe(3);
});
