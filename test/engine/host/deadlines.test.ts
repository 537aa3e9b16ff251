// Whatever a run sends to a host has an end: a task's steps by the limits of the task, all else by a deadline that is told by
// name. A host that hangs there fails itself, and the next run finds what was left.

import { expect, it } from 'vitest';
import {
  type Connection,
  type Request,
  type RequestLimits,
  TimedOut,
  Unreachable,
} from '../../../src/connection.js';
import { newWorld, type World } from '../model.js';
import { runModel } from '../run_model.js';

type Listen = (request: Request, limits: RequestLimits) => void;

/** The same world, and who hears each request before it is made. */
function heardIn(world: World, listen: Listen): World {
  const honest = world.connect;
  world.connect = async (host) => {
    const connection: Connection = await honest(host);
    return {
      ...connection,
      get roundTrips() {
        return connection.roundTrips;
      },
      run: async (identity, request, limits = {}) => {
        listen(request, limits);
        return connection.run(identity, request, limits);
      },
    };
  };
  return world;
}

/** A host that hangs where the run says that it does this. Without a deadline the request would never end. */
const hangsAt = (doing: string) =>
  heardIn(newWorld(['h1']), (_, { brief, probe = Number.NaN }) => {
    if (brief?.startsWith(doing)) throw new TimedOut('look_timeout', probe, brief);
  });

const cell = (name: string, more: object = {}) => ({ cell: { name, value: '1' }, ...more });
const block = (parts: readonly object[], more: object = {}) => ({
  ...{ name: 'whole', validate: 'true', block: parts, ...more },
});
/** The block's lockOwner is root, as whom the second task acts, so the first is prepared in a request of its own. */
const byTwo = block([cell('a'), cell('Root', { become: true })]);
const tasksOf = {
  commits: [block([cell('a')])],
  'puts back': [block([cell('a'), { accuse: 'change' }])],
  prepares: [byTwo],
  'crosses off': [cell('a', { notify: 'h' })],
};
const handlers = [{ name: 'h', bump: { name: 'h' } }];

it.each(Object.entries(tasksOf))('every request of a run that %s has an end', async (_, tasks) => {
  const endless: string[] = [];
  const world = heardIn(newWorld(['h1']), ({ steps }, { brief, timeout, onLine, before }) => {
    if (brief !== undefined || timeout !== undefined) return;
    // Steps of a task are those whose lines are shown; what goes before them is sh, and the model's own are JSON.
    const scripts = steps.slice(before?.steps ?? 0).map(({ script }) => script);
    endless.push(...scripts.filter((script) => !onLine || !script.startsWith('{')));
  });
  await runModel({ plays: [{ hosts: 'all', tasks, handlers }], world });
  expect(endless).toEqual([]);
});

it.each([
  ['writing down', 'commits', 'writing down that the block stays took longer than 600 s'],
  ['putting back', 'puts back', 'putting back "whole" took longer than 600 s'],
  ['keeping', 'prepares', 'keeping what the change replaces took longer than 600 s'],
  [
    'removing the records',
    'crosses off',
    'removing the records of handlers that have run took longer than 60 s',
  ],
] as const)('a host that hangs in %s fails, and is told by name', async (doing, what, words) => {
  const { recap, outcomes, hostOutcomes, events } = await runModel({
    plays: [{ hosts: 'all', tasks: tasksOf[what], handlers }],
    world: hangsAt(doing),
  });
  expect(recap.hosts.h1?.failed).toBeGreaterThan(0);
  expect([...outcomes, ...hostOutcomes].map(({ message }) => message)).toContainEqual(
    `look_timeout: ${words}`,
  );
  if (what === 'commits' || what === 'puts back')
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'warning', message: expect.stringContaining('was left open') }),
    );
});

it('a step that went on without a connection is waited for as long as its task may take', async () => {
  const waits: RequestLimits[] = [];
  const runWith = async (timeout: object) => {
    let lost = false;
    const world = heardIn(newWorld(['h1']), ({ steps }, limits) => {
      if (steps.some(({ script }) => script.includes('hw_wait_for_others none'))) {
        waits.push(limits);
        throw new TimedOut('look_timeout', limits.probe ?? 0, limits.brief ?? '');
      }
      if (lost || steps.length === 0) return;
      lost = true;
      throw new Unreachable('h1: the connection was lost');
    });
    return runModel({
      plays: [{ hosts: 'all', tasks: [{ detached: { name: 'a', value: '1' }, ...timeout }] }],
      world,
    });
  };
  const { outcomes } = await runWith({});
  await runWith({ timeout: 7 });
  expect(outcomes.map(({ message }) => message)).toEqual([
    'look_timeout: what went on without a connection took longer than 3600 s',
  ]);
  expect(waits).toMatchObject([{ probe: 3600 }, { timeout: 7 }]);
});
