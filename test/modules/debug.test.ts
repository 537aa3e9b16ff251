import { expect, it } from 'vitest';
import { refusals, runAction } from './ask_module.js';

it.each([
  [{ msg: 'hello' }, 'hello'],
  [{ msg: ['a', 1] }, '[\n  "a",\n  1\n]'],
  [{ msg: null }, 'null'],
  [{ var: 'site' }, 'site = {\n  "name": "site"\n}'],
])('%j says %j', async (params, message) => {
  expect(await runAction('debug', params)).toMatchObject({ message });
});

it('keeps what it showed for register', async () => {
  expect(await runAction('debug', { msg: [1] })).toMatchObject({ result: { msg: [1] } });
});

it.each([{}, { msg: 'x', var: 'y' }])('refuses %j', (params) => {
  expect(refusals('debug', params)).toEqual(['msg: write either msg or var']);
});
