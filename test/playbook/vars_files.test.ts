import { describe, expect, it } from 'vitest';
import { noPages, type Pages } from '../../src/playbook/pages.js';
import { playbookFrom } from '../../src/playbook/parse.js';
import { fail } from '../../src/problem.js';
import { plain } from '../../src/yaml/located.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { problemsOf } from '../expression/scopes.js';
import { modules } from './tasks.js';

const play = (keys: string) =>
  parseYaml(`- hosts: all\n${keys.replace(/^/gm, '  ')}\n`, 'site.yml', 'playbook');

/** The variables of the first play. */
function read(keys: string, contents: Readonly<Record<string, string>> = {}) {
  const files: Pages = {
    ...noPages,
    read: (path, place) => parseYaml(contents[path] ?? fail(`there is no ${path}`, place), path, 'playbook'),
  };
  const [first] = playbookFrom(play(keys), 'site.yml', modules, files).plays;
  const vars = new Map([...(first?.vars ?? []), ...(first?.varsFiles ?? [])]);
  return Object.fromEntries(
    [...vars].map(([name, variable]) => [name, variable.kind === 'source' ? plain(variable.node) : null]),
  );
}

it('theirs win over vars, the last file over the first', () => {
  const contents = { 'a.yml': 'x: a\ny: a\n', 'b.yml': 'y: b\n' };
  const keys = 'vars_files: [a.yml, b.yml]\nvars: { w: vars, x: vars, y: vars }';
  expect(read(keys, contents)).toEqual({ w: 'vars', x: 'a', y: 'b' });
});

describe('mistakes', () => {
  it.each([
    ['vars_files: [no.yml]', 'site.yml:2:16: there is no no.yml'],
    [
      'vars_files: ["{{ x }}"]',
      'site.yml:2:16: vars_files cannot hold a template\n  write variables that differ from host to host in the inventory',
    ],
    ['vars_files: !secret x', 'site.yml:2:23: expected the path of a file, found a secret'],
    ['vars_files: list.yml', 'list.yml:1:1: expected variables with their values, found a list'],
    ['vars_files: two.yml', 'two.yml:3:1: a file of variables is one YAML document'],
    [
      'vars_files: name.yml',
      'name.yml:1:1: "a-b" cannot be the name of a variable\n  a name has letters, digits and _, and begins with no digit',
    ],
  ])('%s', (keys, said) => {
    const contents = { 'list.yml': '- a\n', 'two.yml': 'a: 1\n---\nb: 1\n', 'name.yml': 'a-b: 1\n' };
    expect(problemsOf(() => read(keys, contents))).toBe(said);
  });

  it('of the YAML are told with those of the playbook', () => {
    const said = problemsOf(() => read('vars_files: a.yml\nbecom: true', { 'a.yml': 'x: 1\nx: 2\n' }));
    expect(said).toContain('unknown key "becom"');
    expect(said).toContain('a.yml:2:1: duplicate key "x"');
  });
});

describe('secrets stand in variables and parameters only', () => {
  it.each([
    ['name: !secret x', 'expected'],
    ['tags: [!secret x]', 'expected a tag, found a secret'],
    ['gather_facts: !secret yes', 'expected true or false, found a secret'],
    ['hosts: !secret all', 'expected'],
    ['tasks: [{ any: x, when: !secret x }]', 'found a secret'],
    ['tasks: [{ any: x, register: !secret x }]', 'found a secret'],
    ['tasks: [{ any: { that: [!secret x] } }]', 'a condition cannot be a secret'],
  ])('%s', (keys, said) => {
    const text = keys.startsWith('hosts') ? `- ${keys}\n` : `- hosts: all\n  ${keys}\n`;
    const yaml = parseYaml(text, 'site.yml', 'playbook');
    expect(problemsOf(() => playbookFrom(yaml, 'site.yml', modules, noPages))).toContain(said);
  });

  it('a parameter that is one is checked when it is filled in', () => {
    const yaml = parseYaml(
      '- hosts: all\n  tasks: [{ any: { choice: !secret x } }]\n',
      'site.yml',
      'playbook',
    );
    expect(playbookFrom(yaml, 'site.yml', modules, noPages).plays).toHaveLength(1);
  });
});
