import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Killed, newWorld, type World } from './model.js';
import { reportOf, runModel } from './run_model.js';

// What a run owes a host is paid, whatever dies in between. The model dies at every moment in turn: before and after
// every flight, and before every step.

const names = ['a', 'b', 'c', 'd', 'e'] as const;

/** Tasks that settle: each has a cell of its own, and is derived from an earlier one or from nothing. */
const tasks = fc
  .array(
    fc.record({
      from: fc.nat(),
      value: fc.constantFrom('1', '2'),
      notify: fc.constantFrom(undefined, 'one', 'two'),
      become: fc.boolean(),
    }),
    { minLength: 1, maxLength: names.length },
  )
  .map((wishes) =>
    wishes.map(({ from, value, notify, become }, index) => ({
      ...(index > 0 && from % 2 === 0
        ? { derived: { name: names[index], from: names[from % index] } }
        : { cell: { name: names[index], value } }),
      ...(notify !== undefined && { notify }),
      become,
    })),
  );

const play = (list: readonly object[], handlers: 'commands' | 'cells') => [
  {
    hosts: 'all',
    tasks: list,
    handlers: ['one', 'two'].map((name) =>
      handlers === 'commands'
        ? { name, become: true, bump: { name } }
        : { name, cell: { name: `handled-${name}`, value: '1' } },
    ),
  },
];

/** The handlers that ran before the last change of a cell that notifies them. */
function unpaid(world: World, list: readonly object[]): string[] {
  const log = world.log.get('h1') ?? [];
  return (list as { cell?: { name: string }; derived?: { name: string }; notify?: string }[]).flatMap(
    (task) => {
      const changed = log.lastIndexOf(task.cell?.name ?? task.derived?.name ?? '');
      if (task.notify === undefined || changed === -1) return [];
      return log.lastIndexOf(`count-${task.notify}`) > changed ? [] : [task.notify];
    },
  );
}

describe('the controller dies', () => {
  it('at any moment: the next apply ends with the same host, and every handler has run after its cause', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.nat(), async (list, moment) => {
        const plays = play(list, 'commands');
        const whole = await runModel({ plays });
        const world = newWorld(['h1']);
        world.fault = { at: 1 + (moment % whole.world.moments), kind: 'killed' };
        await expect(runModel({ plays, world })).rejects.toThrow(Killed);
        const next = await runModel({ plays, world });
        const cells = (cellsOf: World) => names.map((name) => cellsOf.hosts.get('h1')?.get(name));
        expect(cells(world)).toEqual(cells(whole.world));
        expect(unpaid(world, list)).toEqual([]);
        expect(next.recap.hosts.h1?.failed).toBe(0);
        expect(world.debts.get('h1')?.size).toBe(0);
      }),
      { numRuns: 600 },
    );
  });

  /** A world in which the change was made and the handler did not run. */
  const killedBeforeHandler = async () => {
    const plays = play([{ cell: { name: 'a', value: '1' }, notify: 'one' }], 'commands');
    for (let at = 1; ; at += 1) {
      const world = newWorld(['h1']);
      world.fault = { at, kind: 'killed' };
      await expect(runModel({ plays, world })).rejects.toThrow(Killed);
      if (world.hosts.get('h1')?.get('a') === '1') return { world, plays };
    }
  };

  it('plan shows what is owed, and pays nothing', async () => {
    const { world, plays } = await killedBeforeHandler();
    const { outcomes } = await runModel({ plays, world, mode: 'plan' });
    expect(outcomes.map(({ task, status }) => [task.name, status])).toEqual([
      ['one', 'would_change'],
      ['cell', 'ok'],
    ]);
    expect(outcomes[0]?.message).toMatch(/^owed by an earlier run since /);
    expect(world.debts.get('h1')?.size).toBe(1);
  });

  it('another playbook, or other tags, pay it all the same', async () => {
    const { world } = await killedBeforeHandler();
    const other = [{ hosts: 'all', tasks: [{ cell: { name: 'z', value: '1' }, tags: ['z'] }] }];
    const { outcomes } = await runModel({ plays: other, world, tags: new Set(['always']) });
    expect(outcomes.map(({ task, status }) => [task.name, status])).toEqual([['one', 'changed']]);
    expect(world.debts.get('h1')?.size).toBe(0);
  });
});

describe('the connection is lost', () => {
  it('at any moment: the run goes on at the same task, with the same report', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.nat(), async (list, moment) => {
        const plays = play(list, 'cells');
        const whole = await runModel({ plays });
        const world = newWorld(['h1']);
        world.fault = { at: 1 + (moment % whole.world.moments), kind: 'lost' };
        const next = await runModel({ plays, world });
        expect(reportOf(next)).toEqual(reportOf(whole));
      }),
      { numRuns: 300 },
    );
  });
});
