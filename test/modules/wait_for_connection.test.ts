import { expect, it } from 'vitest';
import type { Action } from '../../src/module.js';
import { waitForConnection } from '../../src/modules/wait_for_connection.js';
import { refusals } from './ask_module.js';

const action = waitForConnection as Action<unknown>;

it.each([
  [{}, { delay: 0, pause: 1, timeout: 600 }],
  [
    { delay: 5, sleep: 2, timeout: '30' },
    { delay: 5, pause: 2, timeout: 25 },
  ],
  [
    { delay: 5, timeout: 3 },
    { delay: 5, pause: 1, timeout: 0 },
  ],
])('%j waits for %j', async (params, wait) => {
  const waits: unknown[] = [];
  const untilReached = async (one: unknown) => void waits.push(one);
  const result = await action.run(action.params.parse(params), { untilReached } as never);
  expect(waits).toEqual([wait]);
  expect(result).toEqual({ result: { elapsed: 0 } });
});

it('may begin a play, ends the window, and a plan does not wait', () => {
  expect(action).toMatchObject({ awaitsHost: true, barrier: true, plan: { skip: 'a plan does not wait' } });
});

it('refuses what is no time', () => {
  expect(refusals('wait_for_connection', { sleep: -1 })).toEqual(['sleep: expected 0 to 86400 seconds']);
});
