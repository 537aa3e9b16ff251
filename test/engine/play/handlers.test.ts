// A handler that failed in the middle of a play is pending, whatever the play goes on with.

import { expect, it } from 'vitest';
import { runModel } from '../run_model.js';

const flushed = (handler: unknown) => ({
  hosts: 'all',
  gather_facts: false,
  tasks: [
    {
      block: [{ cell: { name: 'a', value: 'x' }, notify: 'one' }, { meta: 'flush_handlers' }],
      rescue: [{ cell: { name: 'b', value: 'x' } }],
    },
  ],
  handlers: [{ name: 'one', ...(handler as object) }],
});

const next = {
  hosts: 'all',
  gather_facts: false,
  tasks: [{ cell: { name: 'c', value: 'x' }, notify: 'two' }],
  handlers: [{ name: 'two', bump: { name: 'n' } }],
};

it.each([
  ['failed and was rescued', { broken: { name: 'x', value: 'x' } }, 1],
  ['ran', { bump: { name: 'm' } }, 0],
])('one that %s', async (_, handler, pending) => {
  const { world } = await runModel({ plays: [flushed(handler), next] });
  expect(world.hosts.get('h1')?.get('count-n')).toBe('1');
  expect(world.pending.get('h1')?.size).toBe(pending);
});
