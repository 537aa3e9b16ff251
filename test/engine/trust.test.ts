import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reply, Unreachable } from '../../src/connection.js';
import { listPendingHandlers } from '../../src/shell/pending_handlers.js';
import { Killed, newWorld, type World } from './model.js';
import { reportOf, runModel } from './run_model.js';

/** PLAYBOOKS=4000 tries more of them. */
const numRuns = Number(process.env.PLAYBOOKS ?? 120);
/** Milliseconds. */
const patience = 30_000 + numRuns * 200;

// Pending handlers run, whatever dies in between. The model dies at every moment in turn: before and after
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

const cellsOf = (world: World) => names.map((name) => world.hosts.get('h1')?.get(name));

/** The handlers that ran before the last change of a cell that notifies them. */
function failedHandlers(world: World, list: readonly object[]): string[] {
  const log = world.log.get('h1') ?? [];
  return (list as { cell?: { name: string }; derived?: { name: string }; notify?: string }[]).flatMap(
    (task) => {
      const changed = log.lastIndexOf(task.cell?.name ?? task.derived?.name ?? '');
      if (task.notify === undefined || changed === -1) return [];
      return log.lastIndexOf(`count-${task.notify}`) > changed ? [] : [task.notify];
    },
  );
}

describe('the controller dies', { timeout: patience }, () => {
  it('at any moment: the next apply ends with the same host, and every handler has run after its cause', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.nat(), async (list, moment) => {
        const plays = play(list, 'commands');
        const whole = await runModel({ plays });
        const world = newWorld(['h1']);
        world.fault = { at: 1 + (moment % whole.world.moments), kind: 'killed' };
        await expect(runModel({ plays, world })).rejects.toThrow(Killed);
        const next = await runModel({ plays, world });
        expect(cellsOf(world)).toEqual(cellsOf(whole.world));
        expect(failedHandlers(world, list)).toEqual([]);
        expect(next.recap.hosts.h1?.failed).toBe(0);
        expect(world.pending.get('h1')?.size).toBe(0);
      }),
      { numRuns },
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

  it('plan shows pending handlers, and runs none', async () => {
    const { world, plays } = await killedBeforeHandler();
    const { outcomes } = await runModel({ plays, world, mode: 'plan' });
    expect(outcomes.map(({ task, status }) => [task.name, status])).toEqual([
      ['one', 'would_change'],
      ['cell', 'ok'],
    ]);
    expect(outcomes[0]?.message).toMatch(/^pending from an earlier run since /);
    expect(world.pending.get('h1')?.size).toBe(1);
  });

  it('another playbook, or other tags, run them all the same', async () => {
    const { world } = await killedBeforeHandler();
    const other = [{ hosts: 'all', tasks: [{ cell: { name: 'z', value: '1' }, tags: ['z'] }] }];
    const { outcomes } = await runModel({ plays: other, world, tags: new Set(['always']) });
    expect(outcomes.map(({ task, status }) => [task.name, status])).toEqual([['one', 'changed']]);
    expect(world.pending.get('h1')?.size).toBe(0);
  });
});

describe('the connection is lost', { timeout: patience }, () => {
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
      { numRuns },
    );
  });

  it('for good, at any moment: the host is unreachable, and the next apply finishes and runs them', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.nat(), async (list, moment) => {
        const plays = play(list, 'commands');
        const whole = await runModel({ plays });
        const world = newWorld(['h1']);
        world.fault = { at: 1 + (moment % whole.world.moments), kind: 'gone' };
        const { recap } = await runModel({ plays, world, reconnect: 0 });
        expect(recap.hosts.h1).toMatchObject({ unreachable: 1, failed: 0 });
        world.fault = undefined;
        const next = await runModel({ plays, world });
        expect(cellsOf(world)).toEqual(cellsOf(whole.world));
        expect(failedHandlers(world, list)).toEqual([]);
        expect(next.recap.hosts.h1?.failed).toBe(0);
        expect(world.pending.get('h1')?.size).toBe(0);
      }),
      { numRuns },
    );
  });
});

describe('a step during which the connection is lost each time', () => {
  /** Whatever sets the cell `a` never comes back. */
  const losing = (world: World, afterwards = (reply: Reply): Reply => reply): World => ({
    ...world,
    connect: async (host) => {
      const connection = await world.connect(host);
      const run: typeof connection.run = async (identity, request, limits) => {
        if (request.steps.some(({ script }) => /"set":"a"/.test(script)))
          throw new Unreachable(`${host}: lost`);
        return afterwards(await connection.run(identity, request, limits));
      };
      return { ...connection, run };
    },
  });
  const state = { cell: { name: 'a', value: '1' } };
  const bump = { bump: { name: 'b' } };
  const thrice =
    'the connection was lost each of the 3 times that it ran, and the host still differs in value';

  it.each([
    ['of a task', [state], thrice],
    ['of a task for another host', [{ ...state, delegate_to: 'h2' }], thrice],
    ['of a handler', [{ ...bump, notify: 'a' }], thrice],
    ['of an item', [{ cell: { name: '{{ item }}', value: '1' }, loop: ['b', 'a'] }], thrice],
    ['that is tried again', [{ ...state, retries: 1, delay: 0, until: 'true', register: 'r' }], thrice],
  ])('%s is not said to have succeeded', async (_, tasks, message) => {
    const plays = [{ hosts: 'h1', tasks, handlers: [{ name: 'a', ...state }] }];
    const { outcomes } = await runModel({ plays, world: losing(newWorld(['h1', 'h2'])) });
    const last = outcomes.at(-1);
    expect(last).toMatchObject({ status: 'failed', message });
    expect(last?.advice).toContain('ssh_client: system');
    expect(outcomes.map((outcome) => outcome.message).join()).not.toMatch(/succeeded/);
  });

  it('says so too where the host cannot be looked at afterwards', async () => {
    let losses = 0;
    const world = losing(newWorld(['h1']), (reply) => {
      if (losses++ === 0) return reply;
      const blind = { code: 4, stdout: Buffer.alloc(0), stderr: Buffer.from('Input/output error') };
      return { ...reply, probes: reply.probes.map(() => blind) };
    });
    const { outcomes } = await runModel({ plays: [{ hosts: 'h1', tasks: [state] }], world });
    expect(outcomes.map(({ message }) => message)).toEqual([
      'the connection was lost while it ran, and afterwards: the probe of cell failed (exit 4): Input/output error',
    ]);
  });
});

it('pending handlers that cannot be read fail the host before it is touched', async () => {
  const world = newWorld(['h1']);
  const connect = async (host: string) => {
    const connection = await world.connect(host);
    const run: typeof connection.run = async (identity, request, limits) => {
      const reply = await connection.run(identity, request, limits);
      const at = request.probes.indexOf(listPendingHandlers);
      const broken = { code: 1, stdout: Buffer.alloc(0), stderr: Buffer.from('cat: Input/output error') };
      return at < 0 ? reply : { ...reply, probes: reply.probes.with(at, broken) };
    };
    return { ...connection, run };
  };
  const plays = play([{ cell: { name: 'a', value: '1' } }], 'cells');
  const { hostOutcomes, recap } = await runModel({ plays, world: { ...world, connect } });
  expect(recap.hosts.h1).toMatchObject({ failed: 1, changed: 0 });
  expect(hostOutcomes[0]?.message).toBe(
    'what earlier runs left pending on this host could not be read: exit 1: cat: Input/output error',
  );
  expect(world.log.get('h1')).toEqual([]);
});

it('a session that the host refuses fails the task that needs it, at once and alone', async () => {
  const world = newWorld(['h1']);
  world.sessionless = 'login';
  const tasks = [
    { cell: { name: 'a', value: '1' }, become: true },
    { name: 'mine', cell: { name: 'b', value: '1' }, ignore_errors: true },
    { cell: { name: 'c', value: '1' }, become: true },
  ];
  const { outcomes, recap, events } = await runModel({ plays: play(tasks, 'cells'), world });
  expect(outcomes.map(({ status }) => status)).toEqual(['changed', 'failed', 'changed']);
  expect(outcomes[1]?.advice).toContain('MaxSessions');
  expect(recap.hosts.h1).toMatchObject({ unreachable: 0, ignored: 1 });
  expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
});

describe('a host that is only delegated to', () => {
  const run = (tasks: readonly object[], mode: 'apply' | 'plan' = 'apply') => {
    const delegated = tasks.map((task) => ({ ...task, delegate_to: 'other' }));
    return runModel({ plays: play(delegated, 'cells'), mode, world: newWorld(['h1', 'other']) });
  };
  const change = { bump: { name: 'a' } };

  it.each([
    ['root changes it', [{ ...change, become: true }], ['become root']],
    ['its login user changes it', [change], ['login']],
    ['another user changes it', [{ ...change, become: true, become_user: 'service' }], ['login']],
    ['root changes it after another', [change, { ...change, become: true }], ['login', 'become root']],
  ])('is locked before %s', async (_, tasks, owners) => {
    const { world, recap } = await run(tasks);
    expect(recap.hosts.h1).toMatchObject({ changed: tasks.length, failed: 0 });
    expect(world.unlocked).toEqual([]);
    const locks = world.locks.filter((lock) => lock.startsWith('other'));
    expect([...new Set(locks)]).toEqual(owners.map((owner) => `other ${owner}`));
  });

  it.each([
    ['it is only looked at', [{ cell: { name: 'owner', value: 'other' } }], 'apply'],
    ['a command only probes', [{ ...change, changed_when: false, check_mode: false }], 'apply'],
    ['it is a plan', [change], 'plan'],
  ] as const)('is not locked where %s', async (_, tasks, mode) => {
    const { world } = await run(tasks, mode);
    expect(world.locks.filter((lock) => lock.startsWith('other'))).toEqual([]);
  });
});

describe('the lock cannot be taken', () => {
  const locklessWorld = () => Object.assign(newWorld(['h1']), { lockless: 'the disk is full' });

  it.each([
    ['a command', { bump: { name: 'a' } }],
    ['a command as root', { bump: { name: 'a' }, become: true }],
    ['a state', { cell: { name: 'a', value: '1' } }],
    ['a state with a pending handler', { cell: { name: 'a', value: '1' }, notify: 'one' }],
  ])('%s fails, says why, and has not run', async (_, task) => {
    const world = locklessWorld();
    const { recap, outcomes } = await runModel({ plays: play([task], 'commands'), world });
    expect(recap.hosts.h1).toMatchObject({ failed: 1, changed: 0 });
    expect(outcomes[0]?.message).toBe(
      'the lock on h1 could not be taken, so nothing was changed: the disk is full',
    );
    expect(world.log.get('h1')).toEqual([]);
  });

  it('a host where nothing is to be done is fine', async () => {
    const world = locklessWorld();
    world.hosts.get('h1')?.set('a', '1');
    const { recap } = await runModel({
      plays: play([{ cell: { name: 'a', value: '1' } }], 'commands'),
      world,
    });
    expect(recap.hosts.h1).toMatchObject({ ok: 1, failed: 0 });
  });
});
