// Changes that go along with an earlier one in the same request: where they stop, and that all of them are told.
//
// Without a window there is no chain. What a run comes to when it dies or loses its connection at any moment: trust.test.ts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newWorld, type World } from '../model.js';
import { reportOf, runModel } from '../run_model.js';

const cell = (name: string, value = '1', more = {}) => ({ cell: { name, value }, ...more });
const playOf = (tasks: readonly unknown[], more = {}) => [
  { hosts: 'all', gather_facts: false, tasks, ...more },
];

/** A world in which something else writes whenever a cell is set. */
function withMeddler(meddle: (name: string, value: string) => string): World {
  const world = newWorld(['h1']);
  const cells = world.hosts.get('h1') as Map<string, string>;
  const set = cells.set.bind(cells);
  cells.set = (name, value) => set(name, meddle(name, value));
  return world;
}

/** PLAYBOOKS=4000 tries more of them. */
const numRuns = Number(process.env.PLAYBOOKS ?? 200);

const names = fc.constantFrom('a', 'b', 'c');
const values = fc.constantFrom('1', '2', '{{ v }}');
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ cell: fc.record({ name: names, value: values }) }) },
  { weight: 6, arbitrary: fc.record({ follows: fc.record({ name: names, from: names }) }) },
  { weight: 4, arbitrary: fc.record({ foretold: fc.record({ name: names, from: names }) }) },
  { weight: 1, arbitrary: fc.record({ broken: fc.record({ name: names, value: values }) }) },
  { weight: 1, arbitrary: fc.record({ bump: fc.record({ name: names, unless: names }) }) },
  { weight: 1, arbitrary: fc.record({ assign: fc.record({ v: values }) }) },
);
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const keywords = fc.record({
  when: rarely(fc.constantFrom('v == "1"', 'has(r) && r.changed')),
  register: rarely(fc.constant('r')),
  notify: rarely(fc.constant('heard')),
  loop: rarely(fc.constant(['1', '2', '1'])),
  loop_control: fc.constant({ loop_var: 'v' }),
  ignore_errors: rarely(fc.constant(true)),
  become: rarely(fc.boolean()),
});
const task = fc.tuple(action, keywords).map(([module, { loop, loop_control, ...keys }]) => ({
  ...module,
  ...keys,
  ...(loop && { loop, loop_control }),
}));
const cells = fc.dictionary(names, fc.constantFrom('1', '2'));

/** Most are tasks of the play, some are in a block. */
const parts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: task },
    {
      weight: 1,
      arbitrary: fc.record({
        block: fc.array(task, { minLength: 1, maxLength: 3 }),
        when: rarely(fc.constant('v == "2"')),
      }),
    },
  ),
  { maxLength: 8 },
);

it('changes the number of requests, and nothing else: random plays', {
  timeout: 30_000 + numRuns * 100,
}, async () => {
  const handlers = [{ name: 'heard', bump: { name: 'heard' } }];
  let [saved, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(parts, cells, async (tasks, before) => {
      const plays = playOf(JSON.parse(JSON.stringify(tasks)), { handlers, vars: { v: '1' } });
      const [one, many] = await Promise.all(
        [1, 32].map((window) => {
          const world = newWorld(['h1']);
          for (const [name, value] of Object.entries(before)) world.hosts.get('h1')?.set(name, value);
          return runModel({ plays, world, window });
        }),
      );
      if (!one || !many) throw new Error('two runs');
      expect(reportOf(many)).toEqual(reportOf(one));
      const trips = ({ recap }: typeof one) => recap.hosts.h1?.round_trips ?? 0;
      saved += trips(many) < trips(one) - 1 ? 1 : 0;
      all += 1;
    }),
    { numRuns },
  );
  expect(saved).toBeGreaterThan(all / 4);
});

describe('a chain', () => {
  it('goes in one request, in the order of the page, past what is skipped or in order', async () => {
    const world = newWorld(['h1']);
    world.hosts.get('h1')?.set('c', '1');
    const tasks = [cell('a'), cell('b', '1', { when: false }), cell('c'), cell('d')];
    const told = await runModel({ plays: playOf(tasks), world });
    expect(told.outcomes.map(({ status }) => status)).toEqual(['changed', 'skipped', 'ok', 'changed']);
    expect(told.recap.hosts.h1).toMatchObject({ round_trips: 2 });
    expect(world.log.get('h1')?.filter((name) => name !== '')).toEqual(['a', 'd']);
  });

  it('stops where the host answers otherwise than before, and what is decided then is made', async () => {
    const tasks = [cell('a'), { follows: { name: 'b', from: 'a' } }, cell('c')];
    const world = newWorld(['h1']);
    world.hosts.get('h1')?.set('a', '0');
    const told = await runModel({ plays: playOf(tasks), world });
    expect(told.outcomes.map(({ status }) => status)).toEqual(['changed', 'changed', 'changed']);
    expect([world.hosts.get('h1')?.get('b'), told.recap.hosts.h1?.round_trips]).toEqual(['1+', 3]);
  });

  it('goes on where the host answers as was foretold', async () => {
    const world = newWorld(['h1']);
    const tasks = [cell('a', '5'), { foretold: { name: 'b', from: 'a' } }, cell('c')];
    const told = await runModel({ plays: playOf(tasks), world });
    expect(told.recap.hosts.h1).toMatchObject({ changed: 3, round_trips: 2 });
    expect(world.hosts.get('h1')?.get('b')).toBe('5+');
  });

  it('stops where what was foretold does not come, and what is decided then is made', async () => {
    const world = newWorld(['h1']);
    const tasks = [cell('a', '5'), cell('c', '6'), { foretold: { name: 'b', from: 'a' } }, cell('d')];
    const told = await runModel({ plays: playOf(tasks), world });
    expect(told.recap.hosts.h1).toMatchObject({ changed: 4, round_trips: 3 });
    expect(world.hosts.get('h1')?.get('b')).toBe('5+');
  });

  it('goes along with a command, and past what registers, as long as nothing reads that', async () => {
    const tasks = [
      { bump: { name: 'n' }, register: 'r' },
      cell('a', '1', { register: 's' }),
      cell('b'),
      cell('c', 'said: {{ r.changed }}'),
      cell('d', '{{ s.value }}'),
    ];
    const { recap } = await runModel({ plays: playOf(tasks) });
    // What reads it is probed when it is known.
    expect(recap.hosts.h1).toMatchObject({ changed: 5, round_trips: 4 });
  });

  it('has the probe of a handler that it makes due', async () => {
    const handlers = [{ name: 'heard', bump: { name: 'n' } }];
    const tasks = [cell('a'), cell('b', '1', { notify: 'heard' })];
    const { recap } = await runModel({ plays: playOf(tasks, { handlers }) });
    // The last removes the record of the handler.
    expect(recap.hosts.h1).toMatchObject({ changed: 3, round_trips: 4 });
  });

  it('stops at a change that fails, and nothing behind it is made', async () => {
    const world = newWorld(['h1']);
    const tasks = [cell('a'), { broken: { name: 'b', value: '1' } }, cell('c')];
    const told = await runModel({ plays: playOf(tasks), world });
    expect(told.outcomes.map(({ status }) => status)).toEqual(['changed', 'failed']);
    expect(world.hosts.get('h1')?.has('c')).toBe(false);
  });

  it.each([
    [
      'a task that reads what is registered',
      [cell('a', '1', { register: 'r' }), cell('b', 'said: {{ r.changed }}'), cell('c')],
    ],
    [
      'a task with a handler that reads what is registered',
      [cell('a', '1', { register: 'r' }), cell('b', '1', { notify: 'heard' }), cell('c')],
      { name: 'heard', cell: { name: 'd', value: 'said: {{ r.changed }}' } },
    ],
    [
      'a task with a condition on its result',
      [cell('a'), cell('b', '1', { changed_when: false }), cell('c')],
    ],
    ['a task with a limit of time', [cell('a'), cell('b', '1', { timeout: 5 }), cell('c')]],
    ['an action', [cell('a'), { assign: { v: '1' } }, cell('b')]],
    ['another user', [cell('a'), cell('b', '1', { become: true }), cell('c')]],
    ['a block that is rescued', [cell('a'), { block: [cell('b')], rescue: [cell('d')] }]],
    ['the end of a block that is rescued', [{ block: [cell('a')], rescue: [cell('d')] }, cell('b')]],
    ['a transaction', [cell('a'), { block: [cell('b')], prove: [cell('d', '1', { check_mode: true })] }]],
  ])('ends at %s', async (_, tasks, handler = { name: 'heard', cell: { name: 'd', value: '1' } }) => {
    const { recap } = await runModel({ plays: playOf(tasks, { handlers: [handler] }) });
    expect(recap.hosts.h1?.round_trips).toBeGreaterThan(2);
    expect(recap.hosts.h1).toMatchObject({ failed: 0 });
  });

  it('goes through blocks that only name some tasks', async () => {
    const inner = [cell('b', '1', { register: 'r' }), { block: [cell('c', '1', { notify: 'heard' })] }];
    const tasks = [cell('a'), { block: inner }, cell('d')];
    const handlers = [{ name: 'heard', cell: { name: 'e', value: '1' } }];
    const { recap } = await runModel({ plays: playOf(tasks, { handlers }) });
    // A look, the chain, the handler, and its record.
    expect(recap.hosts.h1).toMatchObject({ changed: 5, round_trips: 4 });
  });

  it('is not led by a change that stays, before the transaction around it is open', async () => {
    const tripsWhere = async (more: object) => {
      const block = [cell('a', '1', more), cell('b'), cell('c')];
      const { recap } = await runModel({ plays: playOf([{ block, prove: [] }]) });
      return recap.hosts.h1?.round_trips ?? 0;
    };
    expect(await tripsWhere({ irreversible: true })).toBe((await tripsWhere({})) + 1);
  });

  it('is not begun where other hosts may have to stop before the next task', async () => {
    const plays = playOf([cell('a'), cell('b')], { max_fail_percentage: 50 });
    expect((await runModel({ plays })).recap.hosts.h1).toMatchObject({ changed: 2, round_trips: 3 });
  });
});

describe('what is made behind a task that comes out otherwise', () => {
  const handlers = [{ name: 'heard', bump: { name: 'n' } }];

  it('is told when that one does not hold, and what it notifies is done', async () => {
    const world = withMeddler((name, value) => (name === 'a' ? `${value}?` : value));
    const tasks = [cell('a'), cell('b', '1', { notify: 'heard' }), cell('c')];
    const told = await runModel({ plays: playOf(tasks, { handlers }), world });
    expect(told.outcomes.map(({ task, status }) => [task.module, status])).toEqual([
      ['cell', 'failed'],
      ['cell', 'changed'],
      ['cell', 'changed'],
      ['bump', 'changed'],
    ]);
    expect(world.hosts.get('h1')?.get('count-n')).toBe('1');
    expect(world.pending.get('h1')?.size).toBe(0);
  });

  it('is told when the run is interrupted meanwhile', async () => {
    const interrupt = new AbortController();
    const world = newWorld(['h1']);
    const told = await runModel({
      plays: playOf([cell('a'), cell('b'), cell('c'), { bump: { name: 'n' } }]),
      world,
      signal: interrupt.signal,
      listener: (type) => type === 'outcome' && interrupt.abort(),
    });
    expect(told.outcomes.map(({ status }) => status)).toEqual(['changed', 'changed', 'changed']);
    expect([...(world.hosts.get('h1')?.keys() ?? [])]).toEqual(['owner', 'a', 'b', 'c']);
  });
});
