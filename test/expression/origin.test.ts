// Every line of a rendered text knows the line of the template that it was made of.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originsOf } from '../../src/expression/origin.js';
import { renderText } from '../../src/expression/template.js';
import { scalarAt } from '../../src/yaml/located.js';
import { filesOf, scopeOf, valueNode } from './scopes.js';

const files = filesOf();
const scope = scopeOf(`
name: rpc
many: [one, two]
none: []
yes: true
no: false
lines: "first\\nsecond"
`);
const start = { file: 'site.hbs', line: 1, column: 1 };

/** Each line of the result with the number of the line of the template. */
function traced(template: string): readonly string[] {
  const { value } = renderText(template, start, scope, { files });
  const origins = originsOf(scalarAt(template, start), scope, { files });
  expect(origins).toHaveLength(value.split('\n').length);
  return value.split('\n').map((line, index) => `${origins[index]?.line} ${line}`);
}

describe('the lines of a template', () => {
  it.each<[string, string, readonly string[]]>([
    ['plain', 'a\nb\n', ['1 a', '2 b', '3 ']],
    ['a value at the start of a line', '# x\n{{name}} y;\nz', ['1 # x', '2 rpc y;', '3 z']],
    ['a condition', 'a\n{{#if no}}\nb\n{{else}}\nc\n{{/if}}\nd', ['1 a', '5 c', '7 d']],
    ['a loop', 'a\n{{#each many}}\n  b {{this}}\n{{/each}}\nd', ['1 a', '3   b one', '3   b two', '5 d']],
    ['an empty loop', 'a\n{{#each none}}\nb\n{{/each}}\nd', ['1 a', '5 d']],
    ['within a line', 'a{{#if yes}} b{{/if}}\nc', ['1 a b', '2 c']],
    ['a value of several lines', 'a\n[{{lines}}]\nb', ['1 a', '2 [first', '2 second]', '3 b']],
    ['nested', '{{#if yes}}\n{{#if yes}}\na\n{{/if}}\nb\n{{/if}}\nc', ['3 a', '5 b', '7 c']],
  ])('%s', (_, template, expected) => {
    expect(traced(template)).toEqual(expected);
  });

  it('are found whatever blocks there are: each line names its own number', () => {
    const piece = fc.constantFrom('#', '{{#if @root.yes}}', '{{#if @root.no}}', '{{#each @root.many}}');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const open: string[] = [];
        const lines = pieces.flatMap((one) => {
          if (one === '#') return open.length > 0 ? [`{{/${open.pop()}}}`] : ['x'];
          open.push(one.slice(3, one.indexOf(' ')));
          return [one, 'x'];
        });
        for (const name of open.reverse()) lines.push(`{{/${name}}}`, 'x');
        const text = lines.map((line, index) => (line === 'x' ? `x${index + 1}` : line)).join('\n');
        for (const line of traced(text).filter((one) => one.includes('x')))
          expect(line).toMatch(/^(\d+) x\1$/);
      }),
    );
  });
});

it('a text in a playbook has places in the playbook', () => {
  const node = valueNode('v: |\n  a {{name}}\n\n  b\n');
  if (node.kind !== 'scalar') throw new Error('no scalar');
  const [first, , third] = originsOf(node, scope, { files });
  expect([first, third]).toMatchObject([{ file: 'vars.yml', line: 2 }, { line: 4 }]);
});
