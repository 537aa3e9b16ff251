import { expect, it } from 'vitest';
import { runAction } from './ask_module.js';

it('fails with its message', async () => {
  expect(await runAction('fail', { msg: 'no such luck' })).toEqual({ failed: true, message: 'no such luck' });
  expect(await runAction('fail', {})).toMatchObject({ failed: true, message: expect.stringMatching(/./) });
});
