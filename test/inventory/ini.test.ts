import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/inventory/assemble.js';
import { Draft } from '../../src/inventory/draft.js';
import { readIniInventory } from '../../src/inventory/ini.js';
import { hostVariables } from '../../src/inventory/list.js';
import { readPythonLiteral } from '../../src/inventory/python_literal.js';
import type { Json } from '../../src/json.js';
import { formatProblem, type Problem } from '../../src/problem.js';

function read(text: string) {
  const problems: Problem[] = [];
  const draft = new Draft(problems);
  readIniInventory(text, 'hosts.ini', false, draft);
  return { draft, problems: problems.map(formatProblem).join('\n') };
}

describe('a value', () => {
  it.each<[string, Json]>([
    ['5', 5],
    ['-0x1F', -31],
    ['0644', '0644'],
    ['1e3', 1000],
    ['True', true],
    ['true', 'true'],
    ['None', null],
    ["[1, 'a', (2,)]", [1, 'a', [2]]],
    ["{'a': {'b': None}}", { a: { b: null } }],
    ['\'a\' "b"', 'ab'],
    ["r'\\n'", '\\n'],
    ["'\\x41\\u00e9'", 'Aé'],
    ['10.0.0.1', '10.0.0.1'],
    ['1, 2', [1, 2]],
    ['5 # five', 5],
    ['{{ x }}', '{{ x }}'],
    ['[1', '[1'],
    // What no JSON value can hold stays text.
    ["{'a'}", "{'a'}"],
    ['1j', '1j'],
    ['...', '...'],
    ['12345678901234567890', '12345678901234567890'],
    [`${'['.repeat(500)}${']'.repeat(500)}`, `${'['.repeat(500)}${']'.repeat(500)}`],
  ])('%s', (text, value) => expect(readPythonLiteral(text)).toEqual(value));
});

it('hosts and variables know their places', () => {
  const { draft } = read('[web]\n  h1 port=5 "name=a b" # why\n[web:vars]\nlist = [1]\n');
  const host = assemble(draft).hosts.get('h1');
  expect(host?.place).toEqual({ file: 'hosts.ini', line: 2, column: 3 });
  expect(hostVariables(host?.levels ?? {})).toEqual({ list: [1], name: 'a b', port: 5 });
  expect(host?.levels['inventory hosts']?.get('port')).toMatchObject({
    node: { place: { line: 2, column: 11 } },
  });
  expect(draft.groups.get('web')?.vars.get('list')).toMatchObject({
    node: { place: { line: 4, column: 8 } },
  });
});

describe('mistakes', () => {
  it.each([
    ['[web', 'hosts.ini:1:1: "[web" is no range of hosts\n  write [1:9], [01:09], [a:f] or [0:10:2]'],
    [
      '[my web]',
      'hosts.ini:1:1: "[my web]" is no section\n  write [group], [group:vars] or [group:children], without spaces',
    ],
    [
      '[web:var]',
      'hosts.ini:1:6: "var" is no kind of section\n  sections are [group], [group:vars] and [group:children]',
    ],
    ['[a]\nh1 x="y', 'hosts.ini:2:6: the quote is not closed'],
    [
      '[a]\nh1 x y=1',
      'hosts.ini:2:4: expected key=value, found "x"\n  quote values that have spaces in them',
    ],
    ['[a]\nh1\n[a:vars]\nx', 'hosts.ini:4:1: expected key=value, found "x"'],
    [
      '[a:children]\nb',
      'hosts.ini:2:1: there is no group "b"\n  a section [b] makes one, with hosts in it or without',
    ],
    [
      '[a:vars]\nx=1',
      'hosts.ini:1:2: there is no group "a"\n  a section [a] makes one, with hosts in it or without',
    ],
    [
      '---\nall:',
      'hosts.ini:1:1: "---" cannot be a host of an INI inventory\n  YAML belongs into a file that ends in .yml or .yaml\n' +
        'hosts.ini:2:1: "all:" cannot be a host of an INI inventory\n  YAML belongs into a file that ends in .yml or .yaml',
    ],
    [
      '[a]\n[b]\n[a:children]\nb\n[b:children]\na',
      'hosts.ini:6:1: a group cannot be below itself: a -> b -> a',
    ],
    [
      '[a]\nh[3:1]',
      'hosts.ini:2:1: "h[3:1]" is no range of hosts\n  write [1:9], [01:09], [a:f] or [0:10:2]',
    ],
    [
      '[a]\nh\n[a:vars]\nansible_group_priority=x',
      'hosts.ini:4:1: ansible_group_priority: expected a whole number',
    ],
  ])('%j', (text, problems) => expect(read(text).problems).toBe(problems));
});
