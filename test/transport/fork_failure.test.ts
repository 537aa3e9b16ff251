// How a host says that it cannot start another process. A real one: test/lab/trust/processes.test.ts.

import { expect, it } from 'vitest';
import { Unreachable } from '../../src/connection.js';
import { becomeError } from '../../src/transport/become_error.js';
import { isForkFailure } from '../../src/transport/fork_failure.js';
import { connectLocal } from '../../src/transport/local.js';
import { localEndpoint } from './shells.js';

const forkless = [
  'sh: 1: Cannot fork',
  "sh: can't fork: Resource temporarily unavailable",
  'bash: fork: retry: Resource temporarily unavailable',
  '-bash: fork: Cannot allocate memory',
  'sudo: unable to fork: Resource temporarily unavailable',
  'exec request failed on channel 2',
];

it.each(forkless)('%j', (said) => {
  expect(isForkFailure(said)).toBe(true);
  for (const identity of [{ kind: 'login' }, { kind: 'become', user: 'root' }] as const) {
    const error = becomeError('h1', 'ann', identity, { kind: 'exit', code: 2 }, said);
    expect(error).toBeInstanceOf(Unreachable);
    expect(error.message).toBe('h1: the host could not start another process');
  }
});

it.each(['', 'read: Resource temporarily unavailable', 'workfork: 3', 'cannot open fork.conf'])(
  'not %j',
  (said) => {
    expect(isForkFailure(said)).toBe(false);
  },
);

it('a shell that ends because of it is as good as a lost connection', async () => {
  const connection = connectLocal(localEndpoint);
  const step = { script: "echo 'sh: 1: Cannot fork' >&2; kill $$; sleep 5" };
  await expect(connection.run({ kind: 'login' }, { steps: [step], probes: [] })).rejects.toThrow(
    'here: the host could not start another process',
  );
  await connection.close();
});
