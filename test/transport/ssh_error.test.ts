import { expect, it } from 'vitest';
import { describeLoss } from '../../src/transport/ssh_error.js';

it.each([
  [{ message: 'Keepalive timeout', level: 'client-timeout' }, 'the host does not answer any more'],
  [{ message: 'read ECONNRESET', code: 'ECONNRESET' }, 'the other side closed it'],
  [{ message: 'write EPIPE', code: 'EPIPE' }, 'the other side closed it'],
  [{ message: 'read ETIMEDOUT', code: 'ETIMEDOUT' }, 'the host did not answer'],
  [{ message: 'read EHOSTUNREACH', code: 'EHOSTUNREACH' }, 'there is no route to the host'],
  [{ message: 'Not connected' }, 'Not connected'],
])('a loss by %j', (error, words) => {
  expect(describeLoss(Object.assign(new Error(), error))).toBe(words);
});
