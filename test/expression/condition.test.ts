import { describe, expect, it } from 'vitest';
import { checkSyntax, mentions, test, value } from '../../src/expression/condition.js';
import { Unset } from '../../src/expression/scope.js';
import type { Json } from '../../src/json.js';
import { formatProblem } from '../../src/problem.js';
import { type LocatedScalar, scalarAt } from '../../src/yaml/located.js';
import { filesOf, layered, problemsOf, scopeOf, unsetScope, valueNode } from './scopes.js';

const context = { files: filesOf() };
const place = { file: 'site.yml', line: 7, column: 13 };
const scope = scopeOf(
  `
port: 9944
share: 0.5
proxy: nginx
tls: { enabled: true, names: [a, b], grade: "{{proxy}}-x" }
on_: "yes"
no: no
nothing:
bad: "{{ nope }}"
text: "{{ port }}"
pair: { a: 1, b: x }
same: { b: x, a: 1 }
mixed: { good: 1, bad: "{{ nope }}" }
type: 1
list: [a, b]
int: 7
string: { int: 7, text: "12" }
duration: 1h
cel: x
optional: { of: y }
null_type: z
bool: true
`,
  { result: { rc: 0, stdout: '{{ proxy }}', lines: ['x'], changed: false } },
);

const condition = (text: string) => scalarAt(text, place);

describe('holds or not', () => {
  it.each<[string, boolean]>([
    ['proxy == "nginx"', true],
    ['port > 1024 && port + 1 == 9945', true],
    ['share < 1.0 && share < 1', true],
    ['tls.enabled', true],
    ['tls.grade == "nginx-x"', true],
    ['"a" in tls.names && size(tls.names) == 2', true],
    ['tls.names[1] == "b"', true],
    ['tls.names == ["a", "b"]', true],
    ['tls.names.exists(x, x == "b")', true],
    ['"enabled" in tls', true],
    ['pair == {"a": 1, "b": "x"} && {"a": 1, "b": "x"} == pair', true],
    ['pair == same && !(pair != same) && pair in [same]', true],
    ['pair == tls', false],
    ['result.rc == 0 && !result.changed', true],
    ['result.stdout == "{{ proxy }}"', true],
    ['nothing == null', true],
    ['type == 1 && type + 1 == 2 && has(type)', true],
    ['list.exists(x, x == "b") && size(list) == 2 && list.map(map, map + "!")[0] == "a!"', true],
    ['string.int == int && has(string.int) && !has(string.list) && int(string.text) == int + 5', true],
    ['duration == "1h" && duration("1h") == duration(duration)', true],
    ['cel == "x" && optional.of == "y" && null_type == "z"', true],
    ['type(bool) == bool', false],
    ['type(port) == uint || type(proxy) == bytes', false],
    ['on_', true],
    ['no', false],
    ['has(port)', true],
    ['has(nope)', false],
    ['!has(nope) || nope == 1', true],
    ['has(nope) && nope > 1', false],
    ['has(nope.deep)', false],
    ['has(tls.enabled) && !has(tls.nope)', true],
    ['has(tls)==true', true],
    ['mixed.good == 1', true],
    ['text == "9944"', false],
    ['text == 9944', true],
    ['proxy.matches("^ng") && proxy.startsWith("n")', true],
    ['port == 9944 ? true : false', true],
  ])('%s', (text, holds) => {
    expect(test(condition(text), scope, context)).toEqual({ value: holds, secret: false });
  });

  it('true and false as YAML values', () => {
    expect(test(valueNode('v: false') as LocatedScalar, scope, context).value).toBe(false);
    expect(test(valueNode('v: no') as LocatedScalar, layered(), context).value).toBe(false);
  });
});

describe('values', () => {
  it.each<[string, Json]>([
    ['port', 9944],
    ['port + 1', 9945],
    ['tls', { enabled: true, names: ['a', 'b'], grade: 'nginx-x' }],
    ['tls.names', ['a', 'b']],
    ['result.lines[0]', 'x'],
    ['nothing', null],
    ['[1, "a", {"k": share}]', [1, 'a', { k: 0.5 }]],
  ])('%s', (text, answer) => expect(value(text, place, scope, context).value).toEqual(answer));
});

describe('mistakes', () => {
  it.each([
    ['prxoy == "nginx"', 'site.yml:7:13: unknown variable "prxoy"\n  did you mean "proxy"?'],
    [
      'port > 1 && zzz',
      'site.yml:7:25: unknown variable "zzz"\n  set it, or ask has(zzz) first; a text needs quotes: "zzz"',
    ],
    [
      'true || zzz',
      'site.yml:7:21: unknown variable "zzz"\n  set it, or ask has(zzz) first; a text needs quotes: "zzz"',
    ],
    [
      'true || bad == 1 ? bad == 1 : false',
      'vars.yml:9:10: unknown variable "nope"\n  set it, or write {{default nope "value"}}',
    ],
    [
      'bad == 1 || true',
      'vars.yml:9:10: unknown variable "nope"\n  set it, or write {{default nope "value"}}',
    ],
    [
      'tls.enabeld',
      'site.yml:7:17: there is no "enabeld"\n  ask has(x.enabeld) first where it may be missing',
    ],
    [
      'port',
      'site.yml:7:13: the condition is neither true nor false\n  compare with == or <, or write size(x) > 0 or has(x)',
    ],
    [
      'proxy',
      'site.yml:7:13: the condition is neither true nor false\n  compare with == or <, or write size(x) > 0 or has(x)',
    ],
    [
      'proxy > 1',
      'site.yml:7:13: these types do not go together: string > int\n  convert with int(x), double(x) or string(x)',
    ],
    ['port == 1 and share == 1', 'site.yml:7:23: not a condition: unexpected "and"\n  write && for and'],
    ['not tls.enabled', 'site.yml:7:17: not a condition: unexpected "tls"\n  write !tls.enabled'],
    ['proxy is defined', 'site.yml:7:19: not a condition: unexpected "is"\n  write has(proxy)'],
    ['proxy is not defined', 'site.yml:7:19: not a condition: unexpected "is"\n  write !has(proxy)'],
    ['tls.enabled == True', 'site.yml:7:28: unknown variable "True"\n  write true'],
    [
      'proxy | default("x") == "x"',
      'site.yml:7:19: not a condition: unexpected "|"\n  write (has(proxy) ? proxy : "x")',
    ],
    ['"{{ proxy }}" == "nginx" &&', 'site.yml:7:40: not a condition: unexpected end'],
    [
      '{{ proxy }} == "nginx"',
      'site.yml:7:22: not a condition: unexpected "}"\n  a condition is an expression already: write the name without {{ }}',
    ],
    ['proxy = "nginx"', 'site.yml:7:19: not a condition: unexpected "="\n  write == to compare'],
    ['result is changed', 'site.yml:7:20: not a condition: unexpected "is"\n  write result.changed'],
    [
      'while == 1',
      'site.yml:7:13: reserved identifier: while\n  CEL keeps this word for itself; use another name',
    ],
    ['upper(proxy) == "X"', "site.yml:7:13: found no matching overload for 'upper(dyn)'"],
  ])('%s', (text, problems) => {
    expect(problemsOf(() => test(condition(text), scope, context))).toBe(problems);
  });

  it('stand where they are in quotes and blocks', () => {
    const quoted = valueNode('v: "has(port) && zzz"') as LocatedScalar;
    expect(problemsOf(() => test(quoted, scope, context))).toMatch(/^vars.yml:1:18: /);
    const block = valueNode('v: >-\n  has(port)\n  && zzz\n') as LocatedScalar;
    expect(problemsOf(() => test(block, scope, context))).toMatch(/^vars.yml:3:6: /);
  });
});

describe('before there are variables', () => {
  it.each([
    ['a == 1 && has(b)', []],
    ['a == ', ['site.yml:7:18: not a condition: unexpected end']],
    [
      'has(a) && "x" == 1',
      [
        'site.yml:7:23: these types do not go together: string == int\n  convert with int(x), double(x) or string(x)',
      ],
    ],
  ])('%s', (text, problems) => expect(checkSyntax(condition(text)).map(formatProblem)).toEqual(problems));

  it('a number is no condition', () => {
    expect(checkSyntax(valueNode('v: 12') as LocatedScalar).map(formatProblem)).toEqual([
      'vars.yml:1:4: a condition is an expression or true or false',
    ]);
  });

  it.each([
    ['item == 1', true],
    ['has(item.x)', true],
    ['x.item == 1', false],
    ['list.exists(item, item == 1)', false],
    ['"item" == x', false],
  ])('%s mentions item: %s', (text, answer) => expect(mentions(condition(text), 'item')).toBe(answer));
});

describe('a variable without a value yet', () => {
  const unset = unsetScope('r');

  it.each(['r.rc == 0', 'has(r.rc)', 'r.rc == 0 || false', 'true && r.changed'])('%s is unknown', (text) => {
    expect(() => test(condition(text), unset, context)).toThrow(Unset);
  });

  it.each<[string, boolean]>([
    ['has(r)', true],
    ['r.rc == 0 || true', true],
    ['false && r.changed', false],
    ['r.changed && false', false],
  ])('%s is known all the same', (text, answer) => {
    expect(test(condition(text), unset, context).value).toBe(answer);
  });
});
