// What sudo and login shells say, and what the operator is told.

import { describe, expect, it } from 'vitest';
import { BecomeRefused, type Identity, SessionRefused, Unreachable } from '../../src/connection.js';
import { becomeError } from '../../src/transport/become_error.js';

const login: Identity = { kind: 'login' };
const root: Identity = { kind: 'become', user: 'root' };
const failed = { kind: 'exit', code: 1 } as const;

describe('a refusal', () => {
  // The sentences of sudo 1.8 to 1.9, and of sudo-rs 0.2.5; the lab has two of the versions (test/lab/transport/ssh.test.ts).
  it.each([
    ['sudo: a password is required', 'sudo on h1 wants a password for ann'],
    ['sudo: a terminal is required to read the password', 'sudo on h1 wants a password for ann'],
    [
      'ann is not in the sudoers file.  This incident will be reported.',
      'sudo on h1 does not allow ann to become root',
    ],
    ['Sorry, user ann may not run sudo on h1.', 'sudo on h1 does not allow ann to become root'],
    [
      "Sorry, user ann is not allowed to execute '/bin/sh' as root on h1.",
      'sudo on h1 does not allow ann to become root',
    ],
    ['sudo: unknown user: root', 'sudo on h1 knows no user root'],
    ['sudo: sorry, you must have a tty to run sudo', 'sudo on h1 wants a terminal (requiretty)'],
    [
      'sudo: Account or password is expired, reset it and try again',
      'sudo on h1 says that an account has expired, or its password (ann or root)',
    ],
    ['sudo-rs: interactive authentication is required', 'sudo on h1 wants a password for ann'],
    ["sudo-rs: I'm sorry ann. I'm afraid I can't do that", 'sudo on h1 does not allow ann to become root'],
    ["sudo-rs: user 'root' not found", 'sudo on h1 knows no user root'],
    [
      'sudo-rs: sudo must be owned by uid 0 and have the setuid bit set',
      'sudo on h1 cannot change its rights',
    ],
    ['sudo: effective uid is not 0, is sudo installed setuid root?', 'sudo on h1 cannot change its rights'],
    ['motd\nsudo: cosmic rays\n', 'sudo on h1 did not let ann become root (sudo: cosmic rays)'],
    ['', 'sudo on h1 did not let ann become root (exit code 1)'],
  ])('for %j', (noise, message) => {
    const error = becomeError('h1', 'ann', root, failed, noise);
    expect(error).toBeInstanceOf(BecomeRefused);
    expect(error.message).toBe(message);
    expect(error.advice).toBeTruthy();
  });

  it.each([
    ['doas', 'doas: Authentication required', 'doas on h1 wants a password for ann'],
    ['doas', 'doas: Operation not permitted', 'doas on h1 does not allow ann to become root'],
    [
      'doas',
      'doas: doas is not enabled, /etc/doas.conf: No such file or directory',
      'doas on h1 has no /etc/doas.conf',
    ],
    [
      'doas',
      'hostwright: there is no program named script',
      'doas on h1 wants a terminal, and the host has no program named script, which makes one',
    ],
    ['su', 'su: Permission denied', 'su on h1 does not allow ann to become root'],
    [
      'su',
      'This account is currently not available.',
      'su on h1 cannot start a shell for root, whose login shell is none',
    ],
  ] as const)('of %s for %j', (method, noise, message) => {
    const error = becomeError('h1', 'ann', { kind: 'become', user: 'root', method }, failed, noise);
    expect(error.message).toBe(message);
    expect(error.advice).toBeTruthy();
  });

  it.each([
    [root, { kind: 'exit', code: 127 } as const, BecomeRefused, 'h1 has no sudo'],
    [root, { kind: 'lost', cause: 'reset' } as const, Unreachable, 'h1: the connection was lost (reset)'],
    [
      root,
      { kind: 'refused', cause: 'why' } as const,
      SessionRefused,
      'h1: no further shell could be started on the connection (why)',
    ],
    [login, failed, Unreachable, 'h1: no shell could be started for ann (exit code 1)'],
    [
      login,
      { kind: 'signal', signal: 'KILL' } as const,
      Unreachable,
      'h1: no shell could be started for ann (signal KILL)',
    ],
  ])('of %j for %j', (identity, end, type, message) => {
    const error = becomeError('h1', 'ann', identity, end, '');
    expect(error).toBeInstanceOf(type);
    expect(error.message).toBe(message);
  });
});
