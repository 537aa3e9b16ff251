// What a role asks for in its meta/: mistakes in the specification, and in what it is given.

import { describe, expect, it } from 'vitest';
import { scopeOf as inventoryScope, unset } from '../../src/expression/scope.js';
import { problemsOfArguments } from '../../src/playbook/arguments/problems.js';
import { argumentTypes, type TypeName } from '../../src/playbook/arguments/types.js';
import { playbookFrom } from '../../src/playbook/parse.js';
import { blocksIn } from '../../src/playbook/parts_of.js';
import { readVariables } from '../../src/playbook/variables.js';
import { formatProblem, type Problem, ProblemError } from '../../src/problem.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { pagesOf } from '../engine/run_model.js';
import { filesOf, parse, problemsOf, scopeOf } from '../expression/scopes.js';
import { modules } from './tasks.js';

const site = '- hosts: all\n  roles:\n    - r\n';

const read = (specs: string) =>
  playbookFrom(
    parseYaml(site, 'site.yml', 'playbook'),
    'site.yml',
    modules,
    pagesOf({
      'roles/r/tasks/main.yml': '- any: x\n',
      'roles/r/meta/argument_specs.yml': `argument_specs:\n  main:\n${specs.replace(/^(?=.)/gm, '    ')}`,
    }),
  );

/** @param vars of the inventory, as YAML */
function given(specs: string, vars: string): readonly string[] {
  const scope = scopeOf(vars).with('promises', new Map([['fact', unset('a fact of the host')]]));
  return read(specs)
    .plays.flatMap(({ tasks }) => blocksIn(tasks))
    .flatMap((block) => block.arguments ?? [])
    .flatMap((use) => problemsOfArguments(use, scope, { files: filesOf({}) }))
    .map(formatProblem);
}

describe('a specification', () => {
  it.each([
    ['option: {}', '3:5: unknown key "option" in a specification of arguments\n  did you mean "options"?'],
    ['options: { a: { tpye: int } }', '3:21: unknown key "tpye" in an argument\n  did you mean "type"?'],
    [
      'options: { a: { type: integer } }',
      '3:27: there is no type "integer"\n  types are str, int, float, bool, list, dict, path, raw, json, jsonarg, bytes, bits',
    ],
    [
      'options: { a: { aliases: [b] } }',
      '3:21: "aliases" is not supported yet\n  leave it out: a variable has one name',
    ],
    ['options: { a: { elements: int } }', '3:21: elements: is for type: list'],
    [
      'options: { a: { options: { b: {} } } }',
      '3:21: options: is for type: dict, and for type: list with elements: dict',
    ],
    ['options: { a: { type: int, default: x } }', '3:41: expected a whole number, as type: int says'],
    ['options: { a: { type: int, choices: [1, b] } }', '3:45: expected a whole number, as type: int says'],
    ['options: { a-b: {} }', '3:16: "a-b" cannot be the name of a variable'],
    [
      'options: { domain: {} }\nrequired_one_of: [[domian, domain]]',
      '4:24: there is no argument "domian" under options:\n  did you mean "domain"?',
    ],
    [
      'options: { a: {} }\nrequired_if: [[a]]',
      '4:20: expected [argument, value, [arguments that it then needs]]',
    ],
    ['options: []', '3:14: expected arguments by their names, found a list'],
  ])('%s', (specs, problem) => {
    expect(problemsOf(() => read(specs))).toBe(`roles/r/meta/argument_specs.yml:${problem}`);
  });
});

describe('what is missing', () => {
  const specs = 'options: { port: { type: int, required: true, description: [The public port., More.] } }';
  const problem =
    'site.yml:3:7: the role "r" needs port, a whole number (The public port)\n  set it in the inventory, or under vars: where the role is named';
  it('is told where the role is named', () => expect(given(specs, 'x: 1')).toEqual([problem]));
  it('as null', () => expect(given(specs, 'port: null')).toEqual([problem]));
  it('not where it is not known yet', () => expect(given(specs, 'port: "{{fact}}"')).toEqual([]));
  it('not where it is there', () => expect(given(specs, 'port: "{{other}}"\nother: 5')).toEqual([]));
});

describe('types', () => {
  const values = ['text', 5, 0.5, '7', true, 'yes', ['a'], { a: 1 }, '/x', '10M', '1e3'];
  const taken: Readonly<Record<TypeName, readonly unknown[]>> = {
    str: ['text', 5, 0.5, '7', true, 'yes', '/x', '10M', '1e3'],
    int: [5, '7'],
    float: [5, 0.5, '7', '1e3'],
    bool: [true, 'yes'],
    list: [['a']],
    dict: [{ a: 1 }],
    path: ['text', '7', 'yes', '/x', '10M', '1e3'],
    raw: values,
    json: values,
    jsonarg: values,
    bytes: [5, 0.5, '7', '10M'],
    bits: [5, 0.5, '7', '10M'],
  };
  it.each(Object.entries(taken))('%s', (type, right) => {
    expect(values.filter((value) => argumentTypes[type as TypeName].accepts(value))).toEqual(right);
  });
});

describe('what is given', () => {
  const from = '\n  the role "r" asks for it, in its meta/';
  it.each([
    ['a: { type: int }', 'a: five', [`vars.yml:1:4: a: expected a whole number; found "five"${from}`]],
    [
      'a: { choices: [nginx, apache2] }',
      'a: ngnix',
      ['vars.yml:1:4: a: expected one of nginx, apache2; found "ngnix"\n  did you mean "nginx"?'],
    ],
    ['a: { type: int, no_log: true }', 'a: five', [`vars.yml:1:4: a: expected a whole number${from}`]],
    [
      'a: { type: list, elements: int }',
      'a: [1, b]',
      [`vars.yml:1:8: a.1: expected a whole number; found "b"${from}`],
    ],
    [
      'a: { type: list, choices: [x, y] }',
      'a: [x, z]',
      [`vars.yml:1:8: a.1: expected one of x, y; found "z"${from}`],
    ],
    [
      'a: { type: dict, options: { key: { required: true }, n: { type: int } } }',
      'a: { kye: 1, n: x }',
      [
        'vars.yml:1:6: unknown key "kye" in a\n  did you mean "key"?',
        'vars.yml:1:4: the role "r" needs a.key, a text\n  write it there',
        `vars.yml:1:17: a.n: expected a whole number; found "x"${from}`,
      ],
    ],
    [
      'a: { type: list, elements: dict, options: { n: { type: int } } }',
      'a:\n  - n: 1\n  - n: x',
      [`vars.yml:3:8: a.1.n: expected a whole number; found "x"${from}`],
    ],
    [
      'a: { type: dict, options: { b: {}, c: {} }, mutually_exclusive: [[b, c]] }',
      'a: { b: 1, c: 2 }',
      [
        'vars.yml:1:15: a: only one of b, c can be given, and these are: b, c\n  leave out all but one of them',
      ],
    ],
    [
      'a: { matches: "^[a-z]+$", description: letters in lower case }',
      'a: B4',
      [`vars.yml:1:4: a: expected letters in lower case; found "B4"${from}`],
    ],
    ['a: { matches: "^[a-z]+$" }', 'a: b', []],
    [
      'a: { type: list, elements: dict, distinct: [h, p], options: { h: { default: x }, p: {} } }',
      'a:\n  - { p: 1 }\n  - { h: y, p: 1 }\n  - { h: X, p: 1 }',
      ['vars.yml:4:5: a.2 stands in the list before (h x, p 1)\n  write each once'],
    ],
    // What one wrong argument breaks in another is not told as well.
    [
      'a: { type: int }\n  b: {}',
      'a: x\nb: "{{no_such}}"',
      [`vars.yml:1:4: a: expected a whole number; found "x"${from}`],
    ],
    [
      'b: {}',
      'b: "{{no_such}}"',
      ['vars.yml:1:7: unknown variable "no_such"\n  set it, or write {{default no_such "value"}}'],
    ],
  ])('%s with %s', (options, vars, problems) => {
    expect(given(`options:\n  ${options}`, vars)).toEqual(problems);
  });

  const three = 'options: { a: {}, b: {}, c: {} }\n';
  it('what excludes each other is told where it stands', () => {
    expect(given(`${three}mutually_exclusive: [a, b]`, 'a: 1\nb: 2')).toEqual([
      'vars.yml:2:4: only one of a, b can be given, and these are: a, b\n  leave out all but one of them',
    ]);
  });

  it.each([
    ['mutually_exclusive: [[a, b]]', 'a: 1\nc: 2', undefined],
    ['required_together: [[a, b]]', 'a: 1', 'a, b go together: b missing'],
    ['required_together: [[a, b]]', 'c: 1', undefined],
    ['required_one_of: [[a, b]]', 'c: 1', 'one of a, b is needed'],
    ['required_by: { a: [b, c] }', 'a: 1\nb: 1', 'a needs c beside it'],
    ['required_by: { a: b }', 'c: 1', undefined],
    ['required_by: { a: b }', 'a: 0', 'a needs b beside it'],
    ['required_by: { a: b }', 'a: "{{fact}}"', undefined],
    ['required_if: [[a, yes, [b, c]]]', 'a: "yes"\nb: 1', 'a: yes needs c beside it'],
    ['required_if: [[a, yes, [b, c], true]]', 'a: "yes"', 'a: yes needs one of b, c beside it'],
    ['required_if: [[a, yes, [b]]]', 'a: "no"', undefined],
    ['required_together: [[a, b]]', 'a: 1\nb: "{{fact}}"', undefined],
  ])('%s with %s', (rule, vars, words) => {
    expect(given(three + rule, vars)).toEqual(words === undefined ? [] : [`site.yml:3:7: ${words}${from}`]);
  });
});

/** What is told, and what is thrown: a list that cannot be used at all. */
function toldBy(look: () => readonly Problem[]): readonly string[] {
  try {
    return look().map(formatProblem);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(formatProblem);
    throw error;
  }
}

describe('a role for each entry of a list', () => {
  const asked = `distinct: [site, port]
agree: { where: site, on: [key] }
options:
  port: { type: int }
  key: { type: raw }
  sites: { type: list, elements: dict, options: { name: {}, site: {}, port: { type: raw }, key: { type: raw } } }
`;
  const forEach = (vars: string): readonly string[] => {
    const scope = inventoryScope({
      'inventory hosts': readVariables(parse(`port: 1\nsite: x\nkey: k\n${vars}`), []),
    });
    return playbookFrom(
      parseYaml(
        '- hosts: all\n  tasks:\n    - import_role: { name: r }\n      for_each: sites\n',
        'site.yml',
        'playbook',
      ),
      'site.yml',
      modules,
      pagesOf({
        'roles/r/tasks/main.yml': '- any: x\n',
        'roles/r/meta/argument_specs.yml': `argument_specs:\n  main:\n${asked.replace(/^(?=.)/gm, '    ')}`,
      }),
    )
      .plays.flatMap(({ tasks }) => blocksIn(tasks))
      .flatMap((block) => block.arguments ?? [])
      .flatMap((use) => toldBy(() => problemsOfArguments(use, scope, { files: filesOf({}) })));
  };

  it.each([
    ['sites: [{}, { name: a, port: 2 }]', ''],
    ['sites: [{ name: a, port: b }]', 'vars.yml:4:26: port: expected a whole number; found "b"'],
    ['sites: [{ name: a, prt: 2 }]', 'vars.yml:4:20: unknown key "prt" in sites.0'],
    ['sites: [{}, { name: a }]', 'sites: "a" and the entry without a name both have site "x", port 1'],
    ['sites: [{}, { name: a, site: X }]', 'both have site "X", port 1'],
    ['sites: [{}, { name: a, port: 2, key: l }]', 'have the same site, and differ in key'],
    ['sites: [{ name: A }]', 'vars.yml:4:17: sites: this cannot be the name of an entry'],
    ['sites: [{ name: a }, { name: a, port: 2 }]', 'sites has two entries with the name "a"'],
    ['sites: [{ port: 3 }, { port: 2 }]', 'sites has two entries without a name'],
    ['sites: []', 'vars.yml:4:8: sites is an empty list'],
    ['sites: [a]', 'vars.yml:4:9: sites has to be a list of maps'],
  ])('%s', (vars, problem) => {
    expect(forEach(vars).join('\n')).toContain(problem);
    if (problem === '') expect(forEach(vars)).toEqual([]);
  });
});
