// Which failure of a task decides whether its block is put back.

import { expect, it } from 'vitest';
import { decisiveFailure, isOfChange } from '../../../src/engine/play/host_end.js';
import { idle } from '../../../src/engine/task/result.js';

const failed = (message: string, blame?: 'change' | 'other') =>
  idle('failed', { message, ...(blame && { blame }) });

it.each([
  ['the only one', [idle('ok'), failed('a', 'other')], 'a', false],
  [
    'of two endpoints, the one that the change broke, not the one whose node is down',
    [failed('a', 'other'), failed('b', 'change')],
    'b',
    true,
  ],
  ['one of a task that cannot tell whose fault it is', [failed('a', 'other'), failed('b')], 'b', true],
  ['the first of equals', [failed('a', 'change'), failed('b')], 'a', true],
])('%s', (_, results, message, isOurs) => {
  const failure = decisiveFailure(results);
  expect(failure?.message).toBe(message);
  expect(isOfChange(failure ?? {})).toBe(isOurs);
});

it('is none where nothing failed', () => {
  expect(decisiveFailure([idle('ok'), idle('skipped')])).toBeUndefined();
});
