import { describe, expect, it } from 'vitest';
import { Unreachable } from '../../../src/connection.js';
import { newWorld } from '../model.js';
import { runModel } from '../run_model.js';

const play = (tasks: readonly unknown[], more: object = {}) => [{ hosts: 'all', tasks, ...more }];
const cell = (name: string, value = '1') => ({ cell: { name, value } });

async function statuses(options: Parameters<typeof runModel>[0]): Promise<string[]> {
  const { outcomes } = await runModel(options);
  return outcomes.map(
    ({ task, status, asSeenToday }) => `${task.name}: ${status}${asSeenToday ? ' (as seen today)' : ''}`,
  );
}

describe('plan does not know more than it does', () => {
  it('is exact before the first pending change, and marks what comes after it', async () => {
    const world = newWorld(['h1']);
    world.hosts.get('h1')?.set('a', '1').set('c', '1');
    const tasks = [
      { name: 'there', ...cell('a') },
      { name: 'pending', ...cell('b') },
      { name: 'there too', ...cell('c') },
      { name: 'needs it', derived: { name: 'd', from: 'b' } },
    ];
    expect(await statuses({ plays: play(tasks), mode: 'plan', world })).toEqual([
      'there: ok',
      'pending: would_change',
      'there too: ok (as seen today)',
      'needs it: unknown',
    ]);
  });

  it('names the pending task that an unknown waits for', async () => {
    const tasks = [
      { name: 'make b', ...cell('b') },
      { name: 'needs it', derived: { name: 'd', from: 'b' } },
    ];
    const { outcomes } = await runModel({ plays: play(tasks), mode: 'plan' });
    expect(outcomes[1]?.message).toBe('"make b" comes first; today there is no cell b');
  });

  it('fails where nothing is pending that could help', async () => {
    const tasks = [{ name: 'needs it', derived: { name: 'd', from: 'b' } }];
    expect(await statuses({ plays: play(tasks), mode: 'plan' })).toEqual(['needs it: failed']);
  });

  it('an unset result is unknown, and so is what reads it', async () => {
    const tasks = [
      { name: 'run', bump: { name: 'x' }, register: 'r' },
      { name: 'read', cell: { name: 'a', value: '{{ r.stdout }}' } },
      { name: 'ask', ...cell('a'), when: 'r.changed' },
    ];
    const { outcomes } = await runModel({ plays: play(tasks), mode: 'plan' });
    expect(outcomes.map(({ status }) => status)).toEqual(['would_change', 'unknown', 'unknown']);
    expect(outcomes[1]?.message).toBe('r is not known: the result of "run", which runs only in apply');
  });

  it('a command that is said to change nothing is unknown; one that only probes runs', async () => {
    const tasks = [
      { name: 'harmless', bump: { name: 'x' }, changed_when: false },
      { name: 'only probes', bump: { name: 'y' }, changed_when: false, check_mode: false, register: 'r' },
      { name: 'read', cell: { name: 'a', value: '{{ r.stdout }}' } },
    ];
    const { outcomes, world } = await runModel({ plays: play(tasks), mode: 'plan' });
    expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'ok', 'would_change']);
    expect(outcomes[2]?.fields).toEqual([{ name: 'value', from: null, to: '1' }]);
    expect(world.hosts.get('h1')?.get('count-x')).toBeUndefined();
  });
});

describe('apply', () => {
  it('fails a task whose steps succeeded but did not converge, and names the field', async () => {
    const { outcomes } = await runModel({
      plays: play([{ stubborn: { name: 'a', value: '1' } }, cell('b')]),
    });
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.message).toBe('every step succeeded, but the host still differs in value');
  });

  it('fails with the words of a step that failed, and stops the host', async () => {
    const { outcomes, recap } = await runModel({
      plays: play([{ broken: { name: 'a', value: '1' } }, cell('b')]),
    });
    expect(outcomes.map(({ status, message }) => [status, message])).toEqual([
      ['failed', 'exit 3: broken on purpose'],
    ]);
    expect(recap.hosts.h1).toMatchObject({ failed: 1, ok: 0, changed: 0 });
  });

  it('goes on after an ignored failure, which counts as ignored', async () => {
    const tasks = [
      { broken: { name: 'a', value: '1' }, ignore_errors: true, register: 'r' },
      { ...cell('b'), when: 'r.failed' },
    ];
    const { recap } = await runModel({ plays: play(tasks) });
    expect(recap.hosts.h1).toMatchObject({ ignored: 1, failed: 0, changed: 1 });
  });

  it('runs as the login user unless become says otherwise, whatever other tasks do', async () => {
    const tasks = [
      { name: 'as root', cell: { name: 'Root', value: '1' }, become: true },
      { name: 'as login', cell: { name: 'Other', value: '1' } },
    ];
    expect(await statuses({ plays: play(tasks) })).toEqual(['as root: changed', 'as login: failed']);
  });

  it('never renders what a host returned', async () => {
    const world = newWorld(['h1']);
    world.hosts.get('h1')?.set('a', '{{ inventory_hostname }}');
    const tasks = [
      {
        cell: { name: 'a', value: '{{ inventory_hostname }}' },
        changed_when: false,
        name: 'x',
        when: 'false',
      },
      { derived: { name: 'b', from: 'a' } },
      { cell: { name: 'b', value: 'x' }, register: 'r', when: 'false' },
    ];
    await runModel({ plays: play(tasks), world });
    expect(world.hosts.get('h1')?.get('b')).not.toContain('h1');
  });

  it('loops, registers a result for each item, and goes on after a failed one', async () => {
    const tasks = [
      { bump: { name: '{{ item }}' }, loop: ['a', 'b'], register: 'r' },
      { cell: { name: 'c', value: '{{ r.results.1.stdout }}' } },
    ];
    const { world, recap } = await runModel({ plays: play(tasks) });
    expect(world.hosts.get('h1')?.get('c')).toBe('1');
    expect(recap.hosts.h1).toMatchObject({ changed: 3 });
  });
});

describe('what a host prints', () => {
  it('is told line by line, up to a limit', async () => {
    const world = newWorld(['h1']);
    const connect = async (host: string) => {
      const connection = await world.connect(host);
      const run: typeof connection.run = async (identity, request, limits) => {
        if (request.steps.length > 0)
          for (let line = 0; line < 5000; line += 1) limits?.onLine?.(`line ${line}`);
        return connection.run(identity, request, limits);
      };
      return { ...connection, run, roundTrips: 0 };
    };
    const { events } = await runModel({ plays: play([cell('a')]), world: { ...world, connect } });
    const lines = events.flatMap((event) => (event.type === 'line' ? [event.text] : []));
    expect(lines).toHaveLength(1000);
    expect(lines.at(-1)).toMatch(/not told line by line/);
  });
});

describe('handlers', () => {
  const handlers = [
    { name: 'first', bump: { name: 'first' } },
    { name: 'second', bump: { name: 'second' }, listen: ['both'] },
  ];

  it('run at the end, in the order of the page, once', async () => {
    const tasks = [
      { ...cell('a'), notify: ['both', 'second'] },
      { ...cell('b'), notify: 'first' },
      { name: 'last task', ...cell('c') },
    ];
    const { outcomes } = await runModel({ plays: play(tasks, { handlers }) });
    expect(outcomes.slice(2).map(({ task }) => [task.name, task.handler])).toEqual([
      ['last task', false],
      ['first', true],
      ['second', true],
    ]);
  });

  it('do not run where nothing changed', async () => {
    const world = newWorld(['h1']);
    world.hosts.get('h1')?.set('a', '1');
    expect(await statuses({ plays: play([{ ...cell('a'), notify: 'first' }], { handlers }), world })).toEqual(
      ['cell: ok'],
    );
  });

  it('run also after a failure', async () => {
    const tasks = [{ ...cell('a'), notify: 'first' }, { broken: { name: 'b', value: '1' } }];
    expect(await statuses({ plays: play(tasks, { handlers }) })).toEqual([
      'cell: changed',
      'broken: failed',
      'first: changed',
    ]);
  });

  it('are not pending after a task that failed before it changed anything', async () => {
    const { outcomes, world } = await runModel({
      plays: play([{ cell: { name: 'Root', value: '1' }, notify: 'first' }], { handlers }),
    });
    expect(outcomes.map(({ task, status }) => [task.name, status])).toEqual([['cell', 'failed']]);
    expect(world.pending.get('h1')?.size).toBe(0);
  });

  it('are due after a task that changed something and then failed', async () => {
    const tasks = [{ stubborn: { name: 'a', value: '1' }, notify: 'first' }];
    expect(await statuses({ plays: play(tasks, { handlers }) })).toEqual([
      'stubborn: failed',
      'first: changed',
    ]);
  });

  it('are announced by plan', async () => {
    const tasks = [{ ...cell('a'), notify: 'first' }];
    expect(await statuses({ plays: play(tasks, { handlers }), mode: 'plan' })).toEqual([
      'cell: would_change',
      'first: would_change (as seen today)',
    ]);
  });
});

describe('hosts', () => {
  it('one that cannot be reached is unreachable, and the others go on', async () => {
    const world = newWorld(['h1', 'h2']);
    const connect = async (host: string) => {
      if (host === 'h1') throw new Unreachable('h1 (192.0.2.1): connection refused', 'Is sshd running?');
      return newWorld(['h2']).connect(host);
    };
    const { recap, outcomes, hostOutcomes } = await runModel({
      plays: play([cell('a')]),
      hosts: ['h1', 'h2'],
      world: { ...world, connect },
    });
    expect(recap.hosts).toMatchObject({ h1: { unreachable: 1 }, h2: { changed: 1 } });
    // It is no task's outcome, so it names none.
    expect(hostOutcomes).toEqual([
      {
        ...{
          type: 'host_outcome',
          host: 'h1',
          doing: 'connect',
          place: expect.anything(),
          status: 'unreachable',
        },
        ...{ message: 'h1 (192.0.2.1): connection refused', advice: 'Is sshd running?' },
      },
    ]);
    expect(outcomes.map(({ host }) => host)).toEqual(['h2']);
  });

  it('one that failed in a play is left out of the next', async () => {
    const plays = [...play([{ ...cell('Root') }]), ...play([cell('b')])];
    const { recap } = await runModel({ plays });
    expect(recap.hosts.h1).toMatchObject({ failed: 1, changed: 0 });
  });

  it('a delegated task acts elsewhere, with the variables of its own host', async () => {
    const tasks = [
      {
        cell: { name: 'from', value: '{{ inventory_hostname }}' },
        delegate_to: 'h2',
        when: 'inventory_hostname == "h1"',
      },
    ];
    const { world, outcomes } = await runModel({ plays: play(tasks), hosts: ['h1', 'h2'] });
    expect(world.hosts.get('h2')?.get('from')).toBe('h1');
    expect(outcomes.find(({ host }) => host === 'h1')?.task.delegate).toBe('h2');
  });
});

describe('tags', () => {
  it.each([
    [undefined, ['none', 'web', 'always']],
    [['web'], ['web', 'always']],
    [['rare'], ['always', 'never']],
  ])('%j selects %j', async (wanted, expected) => {
    const tasks = [
      { name: 'none', ...cell('a') },
      { name: 'web', ...cell('b'), tags: ['web'] },
      { name: 'always', ...cell('c'), tags: 'always' },
      { name: 'never', ...cell('d'), tags: ['never', 'rare'] },
    ];
    const tags = wanted && { tags: new Set(wanted) };
    const { outcomes } = await runModel({ plays: play(tasks), ...tags });
    expect(outcomes.map(({ task }) => task.name)).toEqual(expected);
  });
});
