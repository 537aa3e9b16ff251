import { expect, it } from 'vitest';
import { refusals, runAction } from './ask_module.js';

it('gives all variables their values, of any type', async () => {
  const facts = { port: 443, names: ['a', null], deep: { on: true } };
  expect(await runAction('set_fact', facts)).toEqual({ facts, result: facts });
});

it.each([
  [{}, ': no variable is named: write NAME: VALUE'],
  [
    { 'my-port': 1 },
    ': the name of a variable has letters, digits and underscores, and begins with no digit',
  ],
])('refuses %j', (params, message) => {
  expect(refusals('set_fact', params)).toEqual([message]);
});
