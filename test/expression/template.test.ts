import fc from 'fast-check';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { Unset } from '../../src/expression/scope.js';
import { checkTemplates, evaluate, renderText } from '../../src/expression/template.js';
import type { Json } from '../../src/json.js';
import { formatProblem } from '../../src/problem.js';
import { filesOf, problemsOf, scopeOf, unsetScope, valueNode } from './scopes.js';

const files = filesOf({ 'motd.txt': 'hello {{ name }}\n' });
const variables = `
name: rpc
port: 9944
tls: { enabled: true, names: [a.example, b.example] }
hosts: [{ ip: 10.0.0.1, up: true }, { ip: 10.0.0.2, up: false }]
words: { no: no, off: 'off', yes: yes }
nothing:
empty: []
key: enabled
domain: "{{name}}.example"
url: "wss://{{domain}}:{{port}}"
copy: "{{tls}}"
deep: { list: ["{{port}}", "x{{port}}"] }
half: { good: 1, bad: "{{nope}}" }
a: "{{b}}"
b: "{{c.x}}"
c: { x: "{{a}}" }
`;
const scope = scopeOf(variables);

function evaluated(yaml: string): Json {
  return evaluate(valueNode(yaml), scope, { files }).value;
}

describe('values', () => {
  it.each<[string, Json]>([
    ['v: plain', 'plain'],
    ['v: 12', 12],
    ['v: "{{port}}"', 9944],
    ['v: "{{ tls.enabled }}"', true],
    ['v: "{{tls.names}}"', ['a.example', 'b.example']],
    ['v: "{{copy.names.[1]}}"', 'b.example'],
    ['v: "{{nothing}}"', null],
    ['v: " {{port}}"', ' 9944'],
    ['v: "{{~port~}}"', 9944],
    ['v: "{{nothing}}!"', '!'],
    ['v: "{{url}}"', 'wss://rpc.example:9944'],
    ['v: [1, "{{port}}", { x: "{{name}}" }]', [1, 9944, { x: 'rpc' }]],
    ['v: "{{deep}}"', { list: [9944, 'x9944'] }],
    ['v: "{{half.good}}"', 1],
    ['v: "{{tls.names.length}}"', 2],
    ['v: "{{this.name}}"', 'rpc'],
    ['v: "{{@root.name}}"', 'rpc'],
    ['v: "<{{{name}}}&{{&name}}>"', '<rpc&rpc>'],
    ['v: "\\\\{{name}}"', '{{name}}'],
    ['v: "{{!-- a note --}}x"', 'x'],
    ['v: "{{\'text\'}}"', 'text'],
    ['v: "100 %} {%Y} {# x"', '100 %} {%Y} {# x'],
  ])('%s', (yaml, value) => expect(evaluated(yaml)).toEqual(value));
});

describe('helpers and blocks', () => {
  it.each<[string, Json]>([
    ['{{default nope 9944}}', 9944],
    ['{{default name "x"}}', 'rpc'],
    ['{{default nothing "x"}}', 'x'],
    ['{{default tls.nope name}}', 'rpc'],
    ['{{default nope.deep "x"}}', 'x'],
    ['{{default nope alsonope "x"}}', 'x'],
    ['{{default tls.enabled false}}', true],
    ['{{join tls.names "+"}}', 'a.example+b.example'],
    ['{{join tls.names}}', 'a.example, b.example'],
    ['{{json tls}}', '{"enabled":true,"names":["a.example","b.example"]}'],
    ['{{yaml tls}}', 'enabled: true\nnames:\n  - a.example\n  - b.example'],
    ['{{base64 name}}', 'cnBj'],
    ['{{file "motd.txt"}}', 'hello {{ name }}\n'],
    ['{{eq port 9944}}', true],
    ['{{eq tls copy}}', true],
    ['{{not tls.enabled}}', false],
    ['{{and tls.enabled (not empty)}}', true],
    ['{{or empty nothing}}', false],
    ['{{or tls.enabled nope}}', true],
    ['{{lookup tls key}}', true],
    ['{{lookup hosts 1}}', { ip: '10.0.0.2', up: false }],
    ['{{lookup this "name"}}', 'rpc'],
    ['{{#if tls.enabled}}a{{else}}b{{/if}}', 'a'],
    ['{{#if words.no}}a{{else if words.yes}}b{{else}}c{{/if}}', 'b'],
    ['{{#unless words.off}}a{{/unless}}', 'a'],
    ['{{#if empty}}a{{/if}}', ''],
    ['{{#each hosts}}{{@index}}:{{ip}}{{#unless @last}},{{/unless}}{{/each}}', '0:10.0.0.1,1:10.0.0.2'],
    [
      '{{#each hosts as |host i|}}{{i}}{{host.ip}}{{../name}}{{@root.port}} {{/each}}',
      '010.0.0.1rpc9944 110.0.0.2rpc9944 ',
    ],
    ['{{#each tls.names}}{{#if @first}}[{{/if}}{{this}}{{/each}}', '[a.exampleb.example'],
    ['{{#each words}}{{@key}}={{.}} {{/each}}', 'no=no off=off yes=yes '],
    ['{{#each empty}}x{{else}}none{{/each}}', 'none'],
    ['{{#each hosts}}{{#each ../tls.names}}{{@index}}{{@../index}}{{/each}}{{/each}}', '00100111'],
    ['{{#with tls}}{{enabled}}{{/with}}', 'true'],
    ['{{#with nothing}}x{{else}}y{{/with}}', 'y'],
  ])('%s', (template, value) => expect(evaluated(`v: ${JSON.stringify(template)}`)).toEqual(value));
});

describe('mistakes', () => {
  it.each([
    ['v: "{{nmae}}"', 'vars.yml:1:7: unknown variable "nmae"\n  did you mean "name"?'],
    ['v: "a {{ zzz }}"', 'vars.yml:1:10: unknown variable "zzz"\n  set it, or write {{default zzz "value"}}'],
    [
      'v: |\n  one\n  two {{ nope }}\n',
      'vars.yml:3:10: unknown variable "nope"\n  set it, or write {{default nope "value"}}',
    ],
    [
      'v: "{{tls.enabeld}}"',
      'vars.yml:1:7: "tls.enabeld": a map without "enabeld"\n  did you mean "enabled"?',
    ],
    ['v: "{{name.x}}"', 'vars.yml:1:7: "name.x": a text without "x"'],
    [
      'v: "{{join nope2 1}}"',
      'vars.yml:1:12: unknown variable "nope2"\n  set it, or write {{default nope2 "value"}}',
    ],
    [
      'v: "{{#if nope2}}x{{/if}}"',
      'vars.yml:1:11: unknown variable "nope2"\n  set it, or write {{default nope2 "value"}}',
    ],
    ['v: "{{lookup tls name}}"', 'vars.yml:1:18: there is no "rpc"'],
    [
      'v: "{{default nope alsonope}}"',
      'vars.yml:1:20: unknown variable "alsonope"\n  set it, or write {{default alsonope "value"}}',
    ],
    [
      'v: "{{#each hosts}}{{name}}{{/each}}"',
      'vars.yml:1:22: "name": a map without "name"\n  inside #each and #with a variable is {{@root.name}}',
    ],
    ['v: "{{../name}}"', 'vars.yml:1:7: there is nothing around this block for ../name'],
    ['v: "{{this}}"', 'vars.yml:1:5: all variables together are not a value\n  name one of them'],
    ['v: "x{{json @root}}"', 'vars.yml:1:13: all variables together are not a value\n  name one of them'],
    [
      'v: "{{#each this}}x{{/each}}"',
      'vars.yml:1:13: all variables together are not a value\n  name one of them',
    ],
    ['v: "{{@index}}"', 'vars.yml:1:7: there is no @index here'],
    ['v: "{{tls.constructor}}"', 'vars.yml:1:7: "tls.constructor": a map without "constructor"'],
    [
      'v: "{{__proto__}}"',
      'vars.yml:1:7: unknown variable "__proto__"\n  set it, or write {{default __proto__ "value"}}',
    ],
    ['v: "{{name.toString}}"', 'vars.yml:1:7: "name.toString": a text without "toString"'],
    ['v: "{{tls.names.push}}"', 'vars.yml:1:7: "tls.names.push": a list without "push"'],
    [
      'v: "x{{tls}}"',
      'vars.yml:1:6: a map cannot stand in a text\n  write {{json x}}, {{yaml x}} or {{join list ", "}}',
    ],
    ['v: "{{jion tls.names}}"', 'vars.yml:1:7: unknown helper "jion"\n  did you mean "join"?'],
    [
      'v: "{{upper name}}"',
      'vars.yml:1:7: unknown helper "upper"\n  the helpers are default, lookup, gather, gather_absent, and, or, join, json, yaml, base64, file, eq, replace, without, pluck, authority, not',
    ],
    [
      'v: "{{json}}"',
      'vars.yml:1:7: "json" is a helper and needs arguments\n  write {{json value}} or {{json value 2}}, indented by two spaces',
    ],
    ['v: "{{eq name}}"', 'vars.yml:1:7: eq has the wrong number of arguments\n  write (eq x y)'],
    ['v: "{{join name}}"', 'vars.yml:1:7: join needs a list'],
    [
      'v: "{{json tls indent=2}}"',
      'vars.yml:1:16: json: arguments have no names here\n  write the values alone, in order',
    ],
    ['v: "{{#each name}}{{/each}}"', 'vars.yml:1:13: #each needs a list or a map, not a text'],
    [
      'v: "{{#tls}}x{{/tls}}"',
      'vars.yml:1:5: unknown block "tls"\n  the blocks are #if, #unless, #each and #with',
    ],
    ['v: "{{> other}}"', 'vars.yml:1:5: templates cannot include others\n  write the text here'],
    ['v: "x {{#if tls}}y"', 'vars.yml:1:7: a block is not closed\n  end {{#if x}} with {{/if}}'],
    ['v: "{{#if tls}}y{{/each}}"', "vars.yml:1:8: if doesn't match each"],
    [
      'v: "x {{ tls"',
      'vars.yml:1:7: cannot read the template {{ tls\n  write {{name}}, {{name.part}} or {{helper name "text"}}; \\{{ is a literal {{',
    ],
    ['v: "{{half}}"', 'vars.yml:14:26: unknown variable "nope"\n  set it, or write {{default nope "value"}}'],
    [
      'v: "{{a}}"',
      'vars.yml:15:4: variables need each other: a -> b -> c.x -> a\n  give one of them a value of its own',
    ],
  ])('%s', (yaml, problems) => {
    expect(problemsOf(() => evaluated(yaml))).toBe(problems);
  });

  it.each([
    ['{{ x | default(1) }}', '{{default x 1}}'],
    ['{{ list | join(",") }}', '{{join list ","}}'],
    ['{{ x | upper }}', 'there are no filters'],
    ["{{ lookup('file', 'x') }}", "{{file 'x'}}"],
    ['{{ x == "a" }}', '{{#if (eq x "a")}}'],
    ["{{ x['a'] }}", '{{x.a}}'],
    ['{{ list.0 }}', '{{list.[0]}}'],
    ['{{ "a" if x else "b" }}', '{{#if x}}a{{else}}b{{/if}}'],
    ['{% if x %}a{% endif %}', '{{#if x}} ... {{else}} ... {{/if}}'],
    ['{% for x in list %}', '{{#each list}} {{this}} {{/each}}'],
    ['{{ a + 1 }}', 'put texts side by side'],
  ])('Jinja by habit: %s', (template, advice) => {
    const problems = checkTemplates(valueNode(`v: ${JSON.stringify(template)}`));
    expect(problems.map(formatProblem).join()).toContain(advice);
    expect(problems[0]?.place).toEqual({ file: 'vars.yml', line: 1, column: 5 });
  });

  it('a template file has places of its own', () => {
    const place = { file: 'site.hbs', line: 1, column: 1 };
    expect(problemsOf(() => renderText('a\n{{name}}\n  {{nope}}\n', place, scope, { files }))).toBe(
      'site.hbs:3:5: unknown variable "nope"\n  set it, or write {{default nope "value"}}',
    );
  });
});

describe('a variable without a value yet', () => {
  it.each(['{{r.stdout}}', 'x {{r}}', '{{default r.stdout "x"}}', '{{#if r.changed}}x{{/if}}'])(
    '%s',
    (template) => {
      const node = valueNode(`v: ${JSON.stringify(template)}`);
      expect(() => evaluate(node, unsetScope('r'), { files })).toThrow(Unset);
    },
  );
});

describe('text', () => {
  const place = { file: 'any', line: 1, column: 1 };

  it('passes through {{x}} byte for byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (x) => {
        expect(renderText('[{{x}}]', place, scopeOf('', { x }), { files }).value).toBe(`[${x}]`);
        expect(evaluate(valueNode('v: "{{x}}"'), scopeOf('', { x }), { files }).value).toBe(x);
      }),
    );
  });

  it('without {{ is no template', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('{{')),
        (text) => {
          expect(renderText(text, place, scope, { files }).value).toBe(text);
        },
      ),
    );
  });

  // What our own evaluation answers, Handlebars itself answers too, white space around blocks included.
  it('is what Handlebars makes of it', () => {
    const part = fc.constantFrom(
      'text ',
      '\n',
      '  ',
      '{{name}}',
      '{{~name~}}',
      'on={{tls.enabled}};',
      '{{#if tls.enabled}}\nyes {{name}}\n{{else}}\nno\n{{/if}}\n',
      '{{#if empty}}x{{/if}}',
      '{{#unless empty}}\n  u\n{{/unless}}',
      '{{#each hosts}}\n- {{ip}} {{@index}} {{../name}} {{@root.port}}\n{{/each}}\n',
      '{{#each tls.names as |n|}}{{n}};{{/each}}',
      '{{#with tls}}e={{enabled}}{{/with}}',
      '{{! a comment }}\n',
      '\\{{name}}',
      'l={{lookup tls "enabled"}};',
    );
    const plainVariables = {
      name: 'rpc',
      port: 9944,
      tls: { enabled: true, names: ['a.example', 'b.example'] },
      hosts: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
      empty: [],
    };
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const expected = Handlebars.compile(text, { noEscape: true, strict: true, preventIndent: true })(
          plainVariables,
        );
        expect(renderText(text, place, scope, { files }).value).toBe(expected);
      }),
    );
  });
});
