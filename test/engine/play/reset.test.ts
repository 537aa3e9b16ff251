// A connection that is made anew: one more login, and the lock is taken again before anything is changed.

import { expect, it } from 'vitest';
import { newWorld } from '../model.js';
import { runModel } from '../run_model.js';

const plays = [
  {
    hosts: 'all',
    gather_facts: false,
    tasks: [
      { cell: { name: 'a', value: '1' } },
      { meta: 'reset_connection' },
      { cell: { name: 'b', value: '1' } },
    ],
  },
];

it('logs in once more, and no change is made without the lock', async () => {
  let logins = 0;
  const world = newWorld(['h1']);
  const connect = (host: string) => {
    logins += 1;
    return world.connect(host);
  };
  const { outcomes, recap } = await runModel({ plays, world: { ...world, connect } });
  expect(outcomes.map(({ status }) => status)).toEqual(['changed', 'ok', 'changed']);
  expect(logins).toBe(2);
  expect(world.unlocked).toEqual([]);
  expect(recap.hosts.h1?.round_trips).toBe(world.flights.length);
});

it('stays connected in plan', async () => {
  let logins = 0;
  const world = newWorld(['h1']);
  const connect = (host: string) => {
    logins += 1;
    return world.connect(host);
  };
  await runModel({ plays, mode: 'plan', world: { ...world, connect } });
  expect(logins).toBe(1);
});

it('fails a host that cannot be reached again', async () => {
  const world = newWorld(['h1']);
  const connect = (host: string) => {
    if (world.flights.length > 0) world.absent.set(host, Number.POSITIVE_INFINITY);
    return world.connect(host);
  };
  const { hostOutcomes } = await runModel({ plays, world: { ...world, connect }, reconnect: 0 });
  expect(hostOutcomes.at(-1)).toMatchObject({
    doing: 'reset_connection',
    status: 'unreachable',
    message: expect.stringMatching(/there is no route to the host/),
  });
});
