// What a host said is final text: however it flows, nothing in it is ever rendered. And secrets stay marked.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { test, value } from '../../src/expression/condition.js';
import { final, type Scope } from '../../src/expression/scope.js';
import { evaluate, renderText } from '../../src/expression/template.js';
import type { Json } from '../../src/json.js';
import { resolveTask } from '../../src/playbook/resolve.js';
import { scalarAt } from '../../src/yaml/located.js';
import { anyModule, taskOf } from '../playbook/tasks.js';
import { filesOf, layered, overlaid, problemsOf, scopeOf, valueNode } from './scopes.js';

const files = filesOf({ 't.hbs': 'x {{host}} {{#each list}}{{this}}{{/each}}' });
const context = { files };
const place = { file: 't.hbs', line: 1, column: 1 };

/** Text that a hostile host would answer. */
const hostile = fc
  .tuple(
    fc.string(),
    fc.constantFrom('{{ secret }}', '{{{secret}}}', '{{lookup this "secret"}}', '\\{{secret}}'),
    fc.string(),
  )
  .map((parts) => parts.join(''));

/** The user's own variables quote, nest, list and pass on what the host said. */
function scopeWith(host: string): Scope {
  const user = scopeOf(`
secret: TOP
quoted: "{{host}}"
again: "{{quoted}}"
nested: { a: ["{{again}}"] }
passed: "{{nested}}"
text: "<{{again}}>"
`);
  return overlaid(
    user,
    new Map([
      ['host', final(host)],
      ['list', final([host])],
      ['map', final({ [host]: host })],
    ]),
  );
}

describe('a final value', () => {
  it.each<[string, (host: string) => Json]>([
    ['{{host}}', (host) => host],
    ['{{again}}', (host) => host],
    ['{{text}}', (host) => `<${host}>`],
    ['{{passed}}', (host) => ({ a: [host] })],
    ['{{passed.a.[0]}}', (host) => host],
    ['{{list}}', (host) => [host]],
    ['{{map}}', (host) => ({ [host]: host })],
    ['{{#each list}}{{this}}{{/each}}', (host) => host],
    ['{{#each map}}{{@key}}{{this}}{{/each}}', (host) => host + host],
    ['{{#with map}}{{lookup this @root.host}}{{/with}}', (host) => host],
    ['{{default nope host}}', (host) => host],
    ['{{join list "+"}}', (host) => host],
    ['{{json list}}', (host) => JSON.stringify([host])],
    ['{{#if host}}{{host}}{{/if}}', (host) => host],
  ])('is not rendered in %s', (template, expected) => {
    fc.assert(
      fc.property(hostile, (host) => {
        const node = valueNode(`v: ${JSON.stringify(template)}`);
        expect(evaluate(node, scopeWith(host), context).value).toEqual(expected(host));
      }),
      { numRuns: 40 },
    );
  });

  it('is not rendered in a template file, a condition, or a shown variable', () => {
    fc.assert(
      fc.property(hostile, (host) => {
        const scope = scopeWith(host);
        expect(renderText(files.text('t.hbs'), place, scope, context).value).toBe(`x ${host} ${host}`);
        expect(test(scalarAt('again == host && passed.a[0] == host', place), scope, context).value).toBe(
          true,
        );
        expect(value('passed.a', place, scope, context).value).toEqual([host]);
      }),
    );
  });

  it('is not rendered as a loop item, a parameter, a title or a task variable', () => {
    fc.assert(
      fc.property(hostile, (host) => {
        const task = taskOf(
          '- name: "{{item}}"\n  any: { text: "{{item}}", deep: ["{{mine}}"] }\n  loop: "{{list}}"\n  vars: { mine: "{{item}}" }',
        );
        const [item] = resolveTask(task, anyModule, scopeWith(host), context);
        expect(item).toMatchObject({ title: host, wanted: { text: host, deep: [host] } });
      }),
    );
  });

  it('is not rendered when it was set as a fact and read again', () => {
    fc.assert(
      fc.property(hostile, (host) => {
        const once = evaluate(valueNode('v: { f: "{{again}}" }'), scopeWith(host), context).value;
        const scope = overlaid(scopeWith(host), new Map([['fact', final(once)]]));
        expect(evaluate(valueNode('v: "{{fact.f}}"'), scope, context).value).toBe(host);
      }),
    );
  });
});

describe('a secret', () => {
  const scope = overlaid(
    scopeOf('plain: x\nfrom: "{{password}}"\nlist: ["{{plain}}", "{{from}}"]'),
    new Map([
      ['password', final('hunter2', true)],
      ['vault', final({ a: { b: 'deep' } }, true)],
    ]),
  );

  it.each<[string, boolean]>([
    ['{{plain}}', false],
    ['{{password}}', true],
    ['{{from}}', true],
    ['x{{from}}', true],
    ['{{vault.a.b}}', true],
    ['{{list}}', true],
    ['{{list.[0]}}', false],
    ['{{default nope from}}', true],
    ['{{default plain from}}', false],
    ['{{#if password}}x{{/if}}', true],
    ['{{#if false}}{{password}}{{/if}}', false],
    ['{{base64 from}}', true],
  ])('%s: %s', (template, secret) => {
    expect(evaluate(valueNode(`v: ${JSON.stringify(template)}`), scope, context).secret).toBe(secret);
  });

  it.each<[string, boolean]>([
    ['plain == "x"', false],
    ['from == "x"', true],
    ['has(vault.a)', true],
    ['plain == "y" && from == "x"', false],
  ])('condition %s: %s', (text, secret) => {
    expect(test(scalarAt(text, place), scope, context).secret).toBe(secret);
  });

  it.each([
    ['{{lookup (lookup this "map") password}}', 'vars.yml:1:34: there is nothing under this key'],
    ['{{#each password}}x{{/each}}', 'vars.yml:1:13: #each needs a list or a map, not a text'],
    ['{{join password}}', 'vars.yml:1:7: join needs a list'],
  ])('is not quoted in the mistake of %s', (template, problem) => {
    const withMap = overlaid(
      scope,
      new Map([
        ['map', final({})],
        ['names', final({})],
      ]),
    );
    const node = valueNode(`v: '${template}'`);
    const said = problemsOf(() => evaluate(node, withMap, context));
    expect(said).not.toContain('hunter2');
    expect(said).toBe(problem);
  });

  it.each(['names[password] == 1', 'int(password) == 1', 'password > 1', 'double(password) == 1.0'])(
    'is not quoted in the mistake of the condition %s',
    (text) => {
      const withMap = overlaid(
        scope,
        new Map([
          ['map', final({})],
          ['names', final({})],
        ]),
      );
      const said = problemsOf(() => test(scalarAt(text, place), withMap, context));
      expect(said).toMatch(/^t.hbs:1:\d+: cannot be evaluated with this secret value/);
      expect(said).not.toContain('hunter2');
    },
  );

  it('marks the parameters that hold it, hides the item, and stays out of titles', () => {
    const task = taskOf('- name: use {{item}}\n  any: { text: "{{item}}", number: 1 }\n  loop: ["{{from}}"]');
    const [item] = resolveTask(task, anyModule, scope, context);
    expect(item).toMatchObject({
      kind: 'ready',
      title: 'use {{item}}',
      item: '(hidden)',
      secret: new Set(['text']),
      handlesSecret: true,
    });
  });

  it('with no_log is every parameter, and the item', () => {
    const [looped] = resolveTask(
      taskOf('- any: x\n  loop: [s]\n  no_log: yes'),
      anyModule,
      layered(),
      context,
    );
    expect(looped?.item).toBe('(hidden)');
    const [item] = resolveTask(taskOf('- any: { text: x }\n  no_log: true'), anyModule, layered(), context);
    expect(item?.kind === 'ready' && [...item.secret]).toEqual(expect.arrayContaining(['text', 'number']));
  });
});
