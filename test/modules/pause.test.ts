import { expect, it } from 'vitest';
import type { Action } from '../../src/module.js';
import { pause } from '../../src/modules/pause.js';
import { refusals, runAction } from './ask_module.js';

const action = pause as Action<unknown>;

it('waits', async () => {
  expect(await runAction('pause', { seconds: '0' })).toEqual({ message: 'waited 0 s' });
});

it('can be interrupted', async () => {
  const interrupt = new AbortController();
  const waiting = action.run({ seconds: 3600 }, { signal: interrupt.signal } as never);
  interrupt.abort();
  await expect(waiting).rejects.toThrow('aborted');
});

it('ends the window, and a plan does not wait', () => {
  expect(action.barrier).toBe(true);
  expect(action.plan).toEqual({ skip: 'a plan does not wait' });
});

it.each([-1, 86_401])('refuses %d seconds', (seconds) => {
  expect(refusals('pause', { seconds })).toEqual(['seconds: expected 0 to 86400 seconds']);
});
