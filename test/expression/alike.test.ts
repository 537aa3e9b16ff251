// What is remembered for scopes that agree is what would have been worked out for each.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Alike, forAllAlike } from '../../src/expression/alike.js';
import { final, type Scope, scopeOf, unset, type Variable } from '../../src/expression/scope.js';
import { evaluate } from '../../src/expression/template.js';
import { scalarAt } from '../../src/yaml/located.js';
import { filesOf, scopeOf as written } from './scopes.js';

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
