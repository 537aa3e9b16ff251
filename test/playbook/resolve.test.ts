import { describe, expect, it } from 'vitest';
import { final, type Variable } from '../../src/expression/scope.js';
import { resolveTask } from '../../src/playbook/resolve.js';
import { filesOf, overlaid, problemsOf, scopeOf } from '../expression/scopes.js';
import { anyModule, contentModule, taskOf } from './tasks.js';

const context = { files: filesOf({ 'site.hbs': 'port {{port}}\n', 'bad.hbs': 'one\n{{ nope }}\n' }) };
const unset: Variable = { kind: 'unset', because: 'the result of "look"' };
const scope = overlaid(
  scopeOf(
    'port: 9944\nlist: [a, b]\npeople: [{ name: ada, uid: 1 }, { name: bob, uid: 2 }]\nempty: []\nnothing:',
  ),
  new Map<string, Variable>([
    ['r', unset],
    ['password', final('x', true)],
  ]),
);

function resolve(yaml: string, module = anyModule) {
  return resolveTask(taskOf(yaml), module, scope, context).map((item) => {
    return Object.fromEntries(Object.entries(item).filter(([key]) => !['scope', 'module'].includes(key)));
  });
}

describe('one task', () => {
  it('is ready, with everything filled in', () => {
    expect(
      resolve(
        '- name: on {{port}}\n  any: { number: "{{port}}" }\n  notify: reload\n  delegate_to: "h{{port}}"',
      ),
    ).toEqual([
      {
        kind: 'ready',
        title: 'on 9944',
        wanted: { number: 9944 },
        secret: new Set(),
        handlesSecret: false,
        heard: new Map(),
        identity: { kind: 'login' },
        environment: {},
        delegate: 'h9944',
        notify: ['reload'],
      },
    ]);
  });

  it.each([
    ['- any: x\n  when: port == 1', { kind: 'skip', because: 'port == 1' }],
    ['- any: x\n  when: [port == 9944, port == 2]', { kind: 'skip', because: 'port == 2' }],
    ['- any: x\n  when: false', { kind: 'skip', because: 'false' }],
    ['- any: x\n  when: ["has(nope)", "nope == 1"]', { kind: 'skip', because: 'has(nope)' }],
    ['- any: "{{r.stdout}}"', { kind: 'unknown', variable: 'r', because: 'the result of "look"' }],
    ['- any: x\n  when: r.changed', { kind: 'unknown', variable: 'r' }],
    ['- any: "{{r}}"\n  when: port == 1', { kind: 'skip' }],
    ['- name: say {{r}}\n  any: x', { kind: 'ready', title: 'say {{r}}' }],
    ['- any: { text: "{{default nothing null}}" , number: 1 }', { kind: 'ready', wanted: { number: 1 } }],
    ['- any: { deep: "{{nothing}}" }', { kind: 'ready', wanted: { deep: null } }],
    ['- any: { mode: 0644 }', { kind: 'ready', wanted: { mode: '0644' } }],
    ['- any: { that: "port == 1" }', { kind: 'ready', wanted: { that: ['port == 1'] } }],
  ])('%s', (yaml, expected) => {
    expect(resolve(yaml)).toMatchObject([expected]);
  });
});

describe('a loop', () => {
  it.each([
    [
      '- any: "{{item}}"\n  loop: "{{list}}"',
      [
        { item: 'a', wanted: { text: 'a' } },
        { item: 'b', wanted: { text: 'b' } },
      ],
    ],
    [
      '- any: "{{item.uid}}-"\n  loop: "{{people}}"',
      [{ item: 'ada', wanted: { text: '1-' } }, { item: 'bob' }],
    ],
    [
      '- any: x\n  loop: [1, { a: 1 }, "long\\n text"]',
      [{ item: '1' }, { item: '{"a":1}' }, { item: 'long text' }],
    ],
    ['- any: x\n  loop: "{{empty}}"', []],
    [
      '- any: x\n  loop: "{{list}}"\n  when: item == "b"',
      [
        { kind: 'skip', item: 'a' },
        { kind: 'ready', item: 'b' },
      ],
    ],
    ['- any: x\n  loop: "{{nope}}"\n  when: has(nope)', [{ kind: 'skip', because: 'has(nope)' }]],
    ['- any: x\n  loop: "{{r.lines}}"', [{ kind: 'unknown', variable: 'r' }]],
    [
      '- any: "{{item}}"\n  loop: [a, "{{r.x}}"]',
      [
        { kind: 'ready', item: 'a' },
        { kind: 'unknown', variable: 'item' },
      ],
    ],
    [
      '- any: "{{item}}"\n  loop: [a, "{{r.x}}"]\n  when: item == "a"',
      [{ kind: 'ready' }, { kind: 'unknown' }],
    ],
    ['- any: "{{mine}}"\n  loop: [a]\n  vars: { mine: "<{{item}}>" }', [{ wanted: { text: '<a>' } }]],
  ])('%s', (yaml, expected) => {
    expect(resolve(yaml)).toMatchObject(expected);
    expect(resolve(yaml)).toHaveLength(expected.length);
  });
});

describe('who it runs as', () => {
  const identityOf = (yaml: string, inventory = '') => {
    const task = taskOf(yaml);
    const [item] = resolveTask(task, anyModule, overlaid(scope, variablesOf(inventory)), context);
    return item?.kind === 'ready' ? item.identity : item;
  };
  const variablesOf = (yaml: string) => {
    const layer = scopeOf(yaml);
    return new Map(layer.names().map((name) => [name, layer.lookup(name) as Variable] as const));
  };

  it.each([
    ['- any: x', '', { kind: 'login' }],
    ['- any: x\n  become: yes', '', { kind: 'become', user: 'root' }],
    ['- any: x\n  become: true\n  become_user: "u{{port}}"', '', { kind: 'become', user: 'u9944' }],
    ['- any: x', 'ansible_become: true', { kind: 'become', user: 'root' }],
    ['- any: x', 'ansible_become: true\nansible_become_user: polkadot', { kind: 'become', user: 'polkadot' }],
    ['- any: x\n  become: no', 'ansible_become: true', { kind: 'login' }],
    ['- any: x\n  become: true\n  become_user: a', 'ansible_become_user: b', { kind: 'become', user: 'a' }],
    ['- any: x\n  become: true\n  become_method: su', '', { kind: 'become', user: 'root', method: 'su' }],
    [
      '- any: x\n  become: true',
      'ansible_become_method: doas',
      { kind: 'become', user: 'root', method: 'doas' },
    ],
    [
      '- any: x\n  become: true\n  become_method: "{{how}}"',
      'how: sudo\nansible_become_method: su',
      { kind: 'become', user: 'root' },
    ],
  ])('%s with %s', (yaml, inventory, identity) => {
    expect(identityOf(yaml, inventory)).toEqual(identity);
  });
});

describe('files that parameters name', () => {
  it('arrive as bytes, rendered', () => {
    const [item] = resolve('- content: { src: site.hbs, dest: /x }', contentModule);
    expect(item).toMatchObject({ wanted: { src: 'site.hbs', content: Buffer.from('port 9944\n') } });
  });

  it('mark their parameter when a secret went into them', () => {
    const files = filesOf({ 'site.hbs': '{{password}}' });
    const task = taskOf('- content: { src: site.hbs, dest: /x }');
    const [item] = resolveTask(task, contentModule, scope, { files });
    expect(item?.kind === 'ready' && item.secret).toEqual(new Set(['content']));
  });

  it('have places of their own', () => {
    expect(problemsOf(() => resolve('- content: { src: bad.hbs, dest: /x }', contentModule))).toBe(
      'bad.hbs:2:4: unknown variable "nope"\n  set it, or write {{default nope "value"}}',
    );
  });
});

describe('mistakes', () => {
  it.each([
    // In the line that gave the variable its value, whatever stands between.
    [
      '- any: { number: "{{list}}" }',
      'vars.yml:2:7: list is taken as number: expected a number; found ["a","b"]',
    ],
    [
      '- any: { number: "{{ all }}" }\n  vars: { all: "{{list}}" }',
      'vars.yml:2:7: list is taken as number: expected a number; found ["a","b"]',
    ],
    [
      '- any: { choice: "{{list.[0]}}" }',
      'site.yml:3:22: choice: expected one of present, absent; found "a"',
    ],
    ['- any: { number: "{{password}}" }', 'site.yml:3:22: number: expected a number'],
    [
      '- any: { mode: "{{port}}" }',
      'vars.yml:1:7: port is taken as mode: expected permission bits in quotes, such as "0644": a number has already lost its octal digits; found 9944',
    ],
    [
      '- any: x\n  loop: "{{port}}"',
      'site.yml:4:13: loop needs a list\n  write loop: "{{ name_of_a_list }}" or a list',
    ],
    ['- any: x\n  become: "{{port}}"', 'site.yml:4:15: become is true or false'],
    ['- any: x\n  delegate_to: "{{empty}}"', 'site.yml:4:20: expected the name of a host'],
    ['- any: "{{prot}}"', 'site.yml:3:15: unknown variable "prot"\n  did you mean "port"?'],
  ])('%s', (yaml, problems) => expect(problemsOf(() => resolve(yaml))).toBe(problems));
});
