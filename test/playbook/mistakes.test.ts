// Whatever stands in a user's file, the answer is a value or a ProblemError with places; never another error.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { test } from '../../src/expression/condition.js';
import { Unset } from '../../src/expression/scope.js';
import { evaluate } from '../../src/expression/template.js';
import { parseInventory } from '../../src/inventory/parse.js';
import { selectHosts } from '../../src/inventory/pattern.js';
import { ProblemError } from '../../src/problem.js';
import { scalarAt } from '../../src/yaml/located.js';
import { filesOf, scopeOf } from '../expression/scopes.js';
import { parseShipped, shippedFiles } from '../playbooks/shipped.js';

const place = { file: 'f', line: 1, column: 1 };
const scope = scopeOf('a: 1\nb: { c: [x, "{{a}}"] }\nd: "{{b}}"');
const context = { files: filesOf({ a: 'text' }) };

function survives(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (error instanceof Unset) return;
    if (!(error instanceof ProblemError)) throw error;
    for (const { message, place: at } of error.problems) {
      if (message === '' || (at && !(at.line >= 1 && at.column >= 1)))
        throw new Error(`no place: ${message}`);
    }
  }
}

/** A text with some of its pieces cut out, doubled, or replaced by characters that mean something. */
function mangled(text: string): fc.Arbitrary<string> {
  const noise = fc.constantFrom(
    '',
    '{{',
    '}}',
    '"',
    "'",
    ':',
    '\n',
    '  ',
    '- ',
    '[',
    '{',
    '&a ',
    '*a',
    '<<: ',
    '|',
    '0',
    '\t',
    '\0',
    '😀',
  );
  const edit = fc.record({ at: fc.nat(text.length), cut: fc.nat(12), insert: noise });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce((now, { at, cut, insert }) => now.slice(0, at) + insert + now.slice(at + cut), text),
    );
}

/** Pieces of an expression in any order: mostly wrong, sometimes right. */
function jumbled(pieces: readonly string[]): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 10 })
    .map((some) => some.join(''));
}

/** MISTAKES=1000 makes more of them. */
const numRuns = Number(process.env.MISTAKES ?? 40);

describe('any mistake is a problem with a place', () => {
  const inventory = readFileSync(new URL('../../inventory.example.yml', import.meta.url), 'utf8');

  it(
    'in a playbook or a file of its roles',
    () => {
      const spoilt = fc
        .constantFrom(...shippedFiles)
        .chain(([path, text]) => mangled(text).map((other) => [path, other] as const));
      fc.assert(
        fc.property(spoilt, (file) => survives(() => parseShipped(new Map([file])))),
        { numRuns },
      );
    },
    60_000 + numRuns * 400,
  );

  it('in an inventory and a pattern', () => {
    const pattern = jumbled(['all', 'rpc1', ':', ',', '!', '&', '*', '[', ']', '~', '?', '\\', '(']);
    fc.assert(
      fc.property(mangled(inventory), pattern, (text, hosts) =>
        survives(() => selectHosts(parseInventory(text, 'f'), hosts, place)),
      ),
    );
  });

  it('in a template', () => {
    const pieces = [
      '{{',
      '}}',
      '{{{',
      '#if ',
      '#each ',
      '/if',
      '/each',
      'else',
      'a',
      'b.c',
      'd',
      '../',
      '@index',
      '@root',
      'this',
      '(',
      ')',
      'eq ',
      'join ',
      'default ',
      'lookup ',
      'json ',
      '"x"',
      ' ',
      '.',
      '[0]',
      '~',
      '!',
      '>',
      '&',
      '=',
      ' as |x|',
      '{%',
      '%}',
      '\\',
      'constructor',
      '__proto__',
    ];
    fc.assert(
      fc.property(jumbled(pieces), (text) => survives(() => evaluate(scalarAt(text, place), scope, context))),
      { numRuns: 1500 },
    );
  });

  it('in a condition', () => {
    const pieces = [
      'a',
      'b',
      'b.c',
      'd',
      'has(',
      '(',
      ')',
      '[',
      ']',
      '[0]',
      '{',
      '}',
      ' == ',
      ' && ',
      ' || ',
      '!',
      ' in ',
      ' ? ',
      ' : ',
      '1',
      '1.5',
      '-',
      '"x"',
      "'",
      '.',
      '.exists(x, ',
      '.map(x, x',
      'size(',
      'int(',
      ', ',
      'null',
      'true',
      'b"x"',
      'timestamp(',
      'duration(',
      '{"k": 1}',
      'cel.bind(v, ',
      'constructor',
      '__proto__',
      'has(nope)',
      'has(b.nope)',
      'type(',
      'dyn(',
    ];
    fc.assert(
      fc.property(jumbled(pieces), (text) => survives(() => test(scalarAt(text, place), scope, context))),
      { numRuns: 3000 },
    );
  });
});
