import { expect, it } from 'vitest';
import type { Destination } from '../../src/transport/destination.js';
import { describeLoss, explainConnect } from '../../src/transport/ssh_error.js';

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

it('an account that may not log in is told apart from a server that has no time', () => {
  const target = { host: 'h1', hostname: '192.0.2.1', port: 22, user: 'ada' } as Destination;
  const hungUp = new Error('Connection lost before handshake');
  expect(explainConnect(target, hungUp, []).message).toContain('before the login');
  // As node-ssh says it.
  const closed = Object.assign(new Error('No response from server'), { code: 'ETIMEDOUT' });
  expect(explainConnect(target, closed, ['id_ed25519']).message).toContain('during the login');
  const { message, advice } = explainConnect(target, hungUp, ['id_ed25519']);
  expect(message).toContain('during the login (tried id_ed25519)');
  expect(advice).toContain('chage -l ada');
});
