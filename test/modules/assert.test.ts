import { expect, it } from 'vitest';
import { isCondition } from '../../src/module_mark.js';
import { assert } from '../../src/modules/assert.js';
import { refusals, runAction } from './ask_module.js';

it.each([
  [{ that: 'true' }, {}],
  [{ that: ['true', 'yes'], success_msg: 'fine' }, { message: 'fine' }],
  [{ that: ['true', '1 > 2'] }, { failed: true, message: 'this does not hold: 1 > 2' }],
  [
    { that: 'x', fail_msg: 'install a kernel' },
    { failed: true, message: 'install a kernel' },
  ],
  [{ that: 'x' }, { result: { assertion: 'x' } }],
])('%j gives %j', async (params, result) => {
  expect(await runAction('assert', params)).toMatchObject(result);
});

it('gets its conditions unrendered', () => {
  expect(isCondition(assert.params.shape.that)).toBe(true);
});

it('wants a condition', () => {
  expect(refusals('assert', {})).toEqual(['that: expected a condition or a list of conditions']);
});
