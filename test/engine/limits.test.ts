import { expect, it } from 'vitest';
import { final } from '../../src/expression/scope.js';
import { problemsOf } from '../expression/scopes.js';
import { runModel } from './run_model.js';

const play = (keys: string, vars = '{}') => `
- hosts: all
  gather_facts: false
  vars: ${vars}
  ${keys}
  tasks: []`;

const run = (plays: string) => runModel({ plays, hosts: ['h1', 'h2'], check: true, vars });
const vars = new Map([['own', final(1)]]);

it('extra variables win over the play', async () => {
  const extra = new Map([['n', final('1')]]);
  const { events } = await runModel({
    ...{ plays: play('serial: "{{ n }}"', '{ n: 2 }'), hosts: ['h1', 'h2'], check: true, extra },
  });
  const batches = events.flatMap((event) => (event.type === 'play' ? [event.hosts] : []));
  expect(batches).toEqual([['h1'], ['h2']]);
});

it.each([
  ['serial: "{{ n }}"', '{ n: 0 }', 'model.yml:5:11: expected how many hosts a batch has'],
  ['serial: [1, "{{ n }}"]', '{ n: many }', 'expected how many hosts a batch has'],
  ['max_fail_percentage: "{{ n }}"', '{ n: 101 }', 'model.yml:5:24: expected a percentage, from 0 to 100'],
  ['serial: "{{ sise }}"', '{ size: 1 }', 'unknown variable "sise"\n  did you mean "size"?'],
  ['serial: "{{ own }}"', '{}', 'unknown variable "own"'],
  ['serial: "{{ n"', '{}', 'model.yml:5:12: cannot read the template'],
])('before any host is touched: %s, %s', async (keys, given, problem) => {
  const told = await run(play(keys, given)).then(
    () => 'nothing',
    (error: unknown) => problemsOf(() => raise(error)),
  );
  expect(told).toContain(problem);
});

function raise(error: unknown): never {
  throw error;
}
