// How long a host is left alone before it is asked again.

import { expect, it } from 'vitest';
import { LoginRefused, Unreachable } from '../../../src/connection.js';
import { pauseBefore } from '../../../src/engine/host/reconnect.js';

const down = new Unreachable('h1: down');
const refused = new LoginRefused('h1', 'ada may not log in', 'try it');

it.each([
  ['at once', 0, down, [], 0],
  ['more and more seldom', 3, down, [], 4],
  ['as seldom as that for ever', 30, down, [], 8],
  ['as often as somebody asks who waits for it', 30, down, [1, 5], 1],
  ['longer than the penalty of sshd after a refused login', 0, refused, [], 6],
  ['also for who asks more often', 2, refused, [1], 6],
  ['no shorter than before', 9, refused, [], 8],
] as const)('%s', (_, attempt, last, asked, seconds) => {
  expect(pauseBefore(attempt, last, asked)).toBe(seconds);
});
