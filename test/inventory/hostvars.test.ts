import { describe, expect, it } from 'vitest';
import { value } from '../../src/expression/condition.js';
import { scopeOf } from '../../src/expression/scope.js';
import { evaluate } from '../../src/expression/template.js';
import { givenBy } from '../../src/inventory/given.js';
import { parseInventory } from '../../src/inventory/parse.js';
import { filesOf, problemsOf, valueNode } from '../expression/scopes.js';

const inventory = parseInventory(
  `
web:
  hosts:
    w1: { address: 10.0.0.1 }
    w2: { address: 10.0.0.2, loop: "{{hostvars.w2.loop}}", ansible_password: hunter2 }
  vars:
    url: "https://{{address}}/{{inventory_hostname}}"
`,
  'hosts.yml',
);
const host = inventory.hosts.get('w1');
if (!host) throw new Error('no host');
const scope = scopeOf(givenBy(inventory)(host));
const context = { files: filesOf() };
const filled = (template: string) => evaluate(valueNode(`v: '${template}'`), scope, context);

describe('hostvars', () => {
  it.each([
    ['{{hostvars.w2.url}}', 'https://10.0.0.2/w2'],
    ['{{hostvars.w1.url}}', 'https://10.0.0.1/w1'],
    ['{{#each groups.web}}{{lookup (lookup @root.hostvars this) "address"}} {{/each}}', '10.0.0.1 10.0.0.2 '],
    ['{{default hostvars.w3.url hostvars.w2.none "-"}}', '-'],
  ])('%s', (template, text) => expect(filled(template).value).toBe(text));

  it('are there in conditions', () => {
    const place = { file: 'site.yml', line: 1, column: 1 };
    expect(value('hostvars["w2"].url', place, scope, context).value).toBe('https://10.0.0.2/w2');
  });

  it('keep their secrets', () => expect(filled('x{{hostvars.w2.ansible_password}}').secret).toBe(true));

  it.each([
    ['{{hostvars.w3.url}}', '"hostvars.w3.url": a map without "w3"'],
    ['{{hostvars.w2.ulr}}', '"hostvars.w2.ulr": a map without "ulr"\n  did you mean "url"?'],
    ['{{hostvars.w2.loop}}', 'variables need each other'],
    ['{{hostvars.w2}}', 'hostvars is read one variable of one host at a time'],
    ['{{json hostvars}}', 'hostvars is read one variable of one host at a time'],
  ])('%s is a mistake', (template, problem) => {
    const told = problemsOf(() => filled(template));
    expect(told).toMatch(/^\w+\.yml:\d+:\d+: /);
    expect(told).toContain(problem);
  });
});
