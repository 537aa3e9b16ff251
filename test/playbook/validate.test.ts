import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../src/module.js';
import { flag, hostPath, mode, texts, whole } from '../../src/module_parts/params.js';
import { validate } from '../../src/playbook/validate.js';
import { formatProblem } from '../../src/problem.js';
import { plain } from '../../src/yaml/located.js';
import { parse } from '../expression/scopes.js';

const module = defineAction({
  kind: 'action',
  name: 'm',
  summary: '',
  params: z
    .strictObject({
      names: texts(),
      count: whole().optional(),
      on: flag().optional(),
      path: hostPath().optional(),
      mode: mode().optional(),
      state: z.enum(['present', 'absent']).optional(),
      text: z.string().optional(),
      short: z.string().min(1).optional(),
      bool: z.boolean().optional(),
      port: z.int().min(1).max(65535).optional(),
      list: z.array(z.string()).optional(),
      map: z.strictObject({ key: z.string() }).optional(),
      either: z.union([z.string(), z.number()]).optional(),
      word: z.string().regex(/^a$/).optional(),
    })
    .refine(({ text }) => text !== 'no', { path: ['text'], error: 'no is not a text' })
    .refine(({ text }) => text !== 'nowhere', 'something is wrong with it all'),
  example: '',
  plan: 'run',
  barrier: false,
  run: () => ({}),
});

function said(yaml: string, secret: readonly string[] = []): readonly string[] {
  const params = parse(yaml);
  if (params.kind !== 'map') throw new Error('parameters are a map');
  const values = plain(params) as Record<string, unknown>;
  const validated = validate({ module, params, values, secret: new Set(secret) });
  return validated.kind === 'problems' ? validated.problems.map(formatProblem) : [];
}

it.each([
  ['{ names: a }', []],
  [
    '{ on: true }',
    ['vars.yml:1:1: m needs the parameter "names"\n  hostwright modules m lists its parameters'],
  ],
  ['{ name: a }', ['vars.yml:1:3: unknown parameter "name" of m\n  did you mean "names"?']],
  [
    '{ names: a, zzz: 1, yyy: 2 }',
    [expect.stringMatching(/^vars.yml:1:13: .*"zzz"/), expect.stringMatching(/^vars.yml:1:21: .*"yyy"/)],
  ],
  ['{ names: [a, 1] }', ['vars.yml:1:10: names: expected a text or a list of texts; found ["a",1]']],
  ['{ names: a, count: x }', ['vars.yml:1:20: count: expected a whole number; found "x"']],
  ['{ names: a, on: 1 }', ['vars.yml:1:17: on: expected true or false; found 1']],
  ['{ names: a, path: x }', ['vars.yml:1:19: path: expected an absolute path, beginning with /; found "x"']],
  [
    '{ names: a, mode: rw }',
    ['vars.yml:1:19: mode: expected three or four octal digits, such as "0644"; found "rw"'],
  ],
  [
    '{ names: a, state: presnt }',
    ['vars.yml:1:20: state: expected one of present, absent; found "presnt"\n  did you mean "present"?'],
  ],
  ['{ names: a, text: 1 }', ['vars.yml:1:19: text: expected a text; found 1']],
  ['{ names: a, text: }', ['vars.yml:1:17: text: expected a text; found null']],
  ['{ names: a, text: [1] }', ['vars.yml:1:19: text: expected a text; found [1]']],
  ['{ names: a, short: "" }', ['vars.yml:1:20: short: is empty or too short; found ""']],
  ['{ names: a, bool: "yes" }', ['vars.yml:1:19: bool: expected true or false; found "yes"']],
  ['{ names: a, port: 0 }', ['vars.yml:1:19: port: expected at least 1; found 0']],
  ['{ names: a, port: 70000 }', ['vars.yml:1:19: port: expected at most 65535; found 70000']],
  ['{ names: a, port: 1.5 }', ['vars.yml:1:19: port: expected a whole number; found 1.5']],
  ['{ names: a, list: x }', ['vars.yml:1:19: list: expected a list; found "x"']],
  ['{ names: a, list: [x, 2] }', ['vars.yml:1:23: list.1: expected a text; found 2']],
  [
    '{ names: a, map: { kye: x } }',
    [
      'vars.yml:1:18: m needs the parameter "map.key"\n  hostwright modules m lists its parameters',
      'vars.yml:1:20: unknown key "kye" in map',
    ],
  ],
  ['{ names: a, either: [x] }', ['vars.yml:1:21: either: has the wrong type; found ["x"]']],
  ['{ names: a, word: b }', ['vars.yml:1:19: word: invalid string: must match pattern /^a$/; found "b"']],
  ['{ names: a, text: no }', ['vars.yml:1:19: text: no is not a text; found "no"']],
  ['{ names: a, text: nowhere }', ['vars.yml:1:1: m: something is wrong with it all']],
])('%s', (yaml, problems) => expect(said(yaml)).toEqual(problems));

it('quotes nothing that is secret', () => {
  expect(said('{ names: a, state: hunter2 }', ['state'])).toEqual([
    'vars.yml:1:20: state: expected one of present, absent',
  ]);
});

it('quotes at most a line', () => {
  expect(said(`{ names: a, port: ${'x'.repeat(200)} }`)[0]).toHaveLength(106);
});
