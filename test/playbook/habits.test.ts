// What people who know Ansible type, and what they are told to write: told at load, and right when it is typed.

import { describe, expect, it } from 'vitest';
import { test } from '../../src/expression/condition.js';
import { evaluate } from '../../src/expression/template.js';
import { modulesByName } from '../../src/modules/index.js';
import { parsePlaybook } from '../../src/playbook/parse.js';
import { ProblemError } from '../../src/problem.js';
import { scalarAt } from '../../src/yaml/located.js';
import { filesOf, scopeOf } from '../expression/scopes.js';

/** The advice for a task, which is refused for it. */
function adviceFor(task: string): string {
  try {
    parsePlaybook(`- hosts: all\n  tasks:\n    - ${task}\n`, 'site.yml', modulesByName);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]?.place?.line).toBeGreaterThanOrEqual(3);
    return error.problems[0]?.advice ?? '';
  }
  throw new Error(`${task} is taken`);
}

const place = { file: 'f', line: 1, column: 1 };
const scope = scopeOf(
  'name: web\nflag: true\ncount: "3"\nitems: [a, b]\nkey: x\ntree: { x: 1 }\nresult: { changed: true, failed: false, skipped: false }',
);
const context = { files: filesOf({ motd: 'hello' }) };

describe('conditions', () => {
  it.each([
    ['name is defined', 'has(name)'],
    ['tree.x is defined', 'has(tree.x)'],
    ['name is not defined', '!has(name)'],
    ['name is undefined', '!has(name)'],
    ['name is none', 'name == null'],
    ['name is not none', 'name != null'],
    ['result is changed', 'result.changed'],
    ['result is not failed', '!result.failed'],
    ['result is succeeded', '!result.failed'],
    ['"a" not in items', '!("a" in items)'],
    ['items | length > 1', 'size(items)'],
    ['nothing | default(false)', '(has(nothing) ? nothing : false)'],
    ['nothing | default("a b") == name', '(has(nothing) ? nothing : "a b")'],
    ['count | int > 2', 'int(count)'],
    ['flag | bool', 'flag == true'],
    ['not flag', '!flag'],
  ])('%s', (habit, right) => {
    expect(adviceFor(`{ debug: x, when: '${habit}' }`)).toBe(`write ${right}`);
    const asked = /^(size|int)\(|\?/.test(right) ? `${right} == ${right}` : right;
    expect(typeof test(scalarAt(asked, place), scope, context).value).toBe('boolean');
  });

  it.each([
    ['flag and name', '&&'],
    ['flag or name', '||'],
    ['name = "web"', '=='],
    ['{{ flag }}', 'without {{ }}'],
  ])('%s', (habit, word) => expect(adviceFor(`{ debug: x, when: '${habit}' }`)).toContain(word));
});

describe('templates', () => {
  it.each([
    ['{{ nothing | default("a b") }}', '{{default nothing "a b"}}', 'a b'],
    ['{{ items | join(", ") }}', '{{join items ", "}}', 'a, b'],
    ['{{ tree | to_json }}', '{{json tree}}', '{"x":1}'],
    ['{{ name | b64encode }}', '{{base64 name}}', 'd2Vi'],
    ['{{ items[0] }}', '{{items.[0]}}', 'a'],
    ['{{ tree["x"] }}', '{{tree.x}}', 1],
    ['{{ tree[key] }}', '{{lookup tree key}}', 1],
    ['{{ lookup("file", "motd") }}', '{{file "motd"}}', 'hello'],
  ])('%s', (habit, right, value) => {
    expect(adviceFor(`debug: '${habit}'`)).toBe(`write ${right}`);
    expect(evaluate(scalarAt(right, place), scope, context).value).toEqual(value);
  });

  it.each([
    ['{% if flag %}yes{% endif %}', '{{#if x}}'],
    ['{% for x in items %}{{ x }}{% endfor %}', '{{#each list}}'],
    ['{% set a = 1 %}', 'vars:'],
  ])('%s', (habit, word) => expect(adviceFor(`debug: '${habit}'`)).toContain(word));
});

describe('parameters', () => {
  it.each([
    ['apt', 'name=nginx state=latest', 'apt: { name: nginx, state: latest }'],
    [
      'copy',
      'dest=/etc/motd content="a: b" mode=0644',
      'copy: { dest: /etc/motd, content: "a: b", mode: "0644" }',
    ],
    [
      'ansible.builtin.service',
      'name=nginx state=started enabled=yes',
      'service: { name: nginx, state: started, enabled: yes }',
    ],
  ])('%s: %s', (module, habit, right) => {
    expect(adviceFor(`${module}: ${habit.includes(': ') ? `'${habit}'` : habit}`)).toBe(`write ${right}`);
    parsePlaybook(`- hosts: all\n  tasks:\n    - ${right}\n`, 'site.yml', modulesByName);
  });

  it('of a command, = is its own', () => {
    parsePlaybook('- hosts: all\n  tasks:\n    - shell: A=1 B=2\n', 'site.yml', modulesByName);
  });

  it('names with a collection are taken', () => {
    parsePlaybook(
      '- hosts: all\n  tasks:\n    - ansible.builtin.copy: { dest: /etc/motd, content: a }\n',
      'site.yml',
      modulesByName,
    );
  });

  it.each(['with_items: [a]', 'with_dict: { a: 1 }', 'with_fileglob: "*"'])('%s', (habit) =>
    expect(adviceFor(`{ debug: x, ${habit} }`)).toBe('write loop: with a list'),
  );
});
