import { describe, expect, it } from 'vitest';
import { Killed, newWorld } from '../model.js';
import { type ModelRun, runModel } from '../run_model.js';

// Hosts that go away because they are told to, or are not there yet. On real hosts: test/lab/reboot.test.ts.

const cell = (name: string, value = '1') => ({ cell: { name, value } });
const run = (tasks: readonly object[], more: Partial<ModelRun> & { play?: object } = {}) =>
  runModel({ plays: [{ hosts: 'all', tasks, ...more.play }], ...more });

async function statuses(told: ReturnType<typeof run>) {
  const { outcomes, events } = await told;
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  return { statuses: outcomes.map(({ status }) => status), warnings };
}

describe('a reboot', () => {
  const restart = { name: 'boot', restart: {} };

  it('is borne in silence, however often, and the run goes on behind it', async () => {
    const tasks = [cell('a'), ...Array.from({ length: 7 }, () => ({ restart: {} })), cell('b')];
    const told = run(tasks, { world: Object.assign(newWorld(['h1']), { bootTakes: 0 }) });
    const all = ['changed', ...Array.from({ length: 7 }, () => 'changed'), 'changed'];
    expect(await statuses(told)).toEqual({ statuses: all, warnings: [] });
    expect((await told).world.hosts.get('h1')?.get('boot')).toBe('8');
  });

  it('makes facts and probes stale, and takes the lock again', async () => {
    const tasks = [
      cell('a', '{{ ansible_facts.kernel }}'),
      restart,
      { bump: { name: 'n' } },
      cell('b', '{{ ansible_facts.kernel }}'),
    ];
    const { world, recap } = await run(tasks);
    expect(recap.hosts.h1).toMatchObject({ changed: 4, failed: 0 });
    expect([world.hosts.get('h1')?.get('a'), world.hosts.get('h1')?.get('b')]).toEqual(['1', '2']);
    expect(world.unlocked).toEqual([]);
  });

  it('is pending in a plan, and what follows is as seen today', async () => {
    const { outcomes, world } = await run([restart, cell('a')], { mode: 'plan' });
    expect(outcomes.map(({ status, asSeenToday }) => [status, asSeenToday ?? false])).toEqual([
      ['would_change', false],
      ['would_change', true],
    ]);
    expect(world.hosts.get('h1')?.get('boot')).toBeUndefined();
  });

  it('from which the host does not come back: it is unreachable, and the next run runs pending handlers', async () => {
    const world = Object.assign(newWorld(['h1']), { bootTakes: Number.POSITIVE_INFINITY });
    const handlers = [{ name: 'told', bump: { name: 'told' } }];
    const tasks = [{ ...cell('a'), notify: 'told' }, { restart: { timeout: 0.2 } }, cell('b')];
    const { outcomes, recap } = await run(tasks, { world, play: { handlers } });
    expect(recap.hosts.h1).toMatchObject({ changed: 1, unreachable: 1, failed: 0 });
    expect(outcomes.at(-1)?.message).toMatch(
      /^h1 was told to reboot, and 0.2 s later: .*no route to the host/,
    );
    world.absent.clear();
    const next = await run([cell('b')], { world, play: { handlers } });
    expect(next.outcomes.map(({ task, status }) => [task.name, status])).toEqual([
      ['told', 'changed'],
      ['cell', 'changed'],
    ]);
    expect(world.pending.get('h1')?.size).toBe(0);
  });

  it('is over only when the test command succeeds', async () => {
    const world = Object.assign(newWorld(['h1']), { bootTakes: 0 });
    const { outcomes } = await run([{ restart: { timeout: 0.2, test: 'fails' } }], { world });
    expect(outcomes.map(({ status, message }) => [status, message])).toEqual([
      [
        'failed',
        expect.stringContaining('it is back, but its test command ends with exit 3: broken on purpose'),
      ],
    ]);
    expect(await statuses(run([{ restart: { test: 'fine' } }]))).toMatchObject({ statuses: ['changed'] });
  });

  it('at whose every moment the controller dies: the next run runs pending handlers, and boots no more often than it has to', async () => {
    const handlers = [{ name: 'told', bump: { name: 'told' } }];
    const tasks = [{ ...cell('a'), notify: 'told' }, restart, cell('b')];
    const boots = { bootTakes: 0 };
    const whole = await run(tasks, { play: { handlers }, world: Object.assign(newWorld(['h1']), boots) });
    for (let at = 1; at <= whole.world.moments; at += 1) {
      const world = Object.assign(newWorld(['h1']), boots);
      world.fault = { at, kind: 'killed' };
      await expect(run(tasks, { play: { handlers }, world })).rejects.toThrow(Killed);
      world.absent.clear();
      const { recap } = await run(tasks, { play: { handlers }, world });
      expect(recap.hosts.h1).toMatchObject({ failed: 0, unreachable: 0 });
      expect(world.log.get('h1')?.lastIndexOf('count-told')).toBeGreaterThan(
        world.log.get('h1')?.lastIndexOf('a') ?? 99,
      );
      expect(world.pending.get('h1')?.size).toBe(0);
      expect(Number(world.hosts.get('h1')?.get('boot'))).toBeLessThanOrEqual(3);
    }
  }, 60_000);
});

describe('waiting for a host', () => {
  const wait = { name: 'there', wait_for: {} };
  const late = (attempts = 3) => {
    const world = newWorld(['h1']);
    world.absent.set('h1', attempts);
    return world;
  };

  it.each([true, false])('as the first task, it comes before all else (facts: %s)', async (gather) => {
    const tasks = [wait, wait, cell('a', '{{default ansible_facts.kernel "none"}}')];
    const told = run(gather ? tasks : [wait, cell('a')], { world: late(), play: { gather_facts: gather } });
    const { statuses: all, warnings } = await statuses(told);
    expect([all.at(0), all.at(-1), warnings]).toEqual(['ok', 'changed', []]);
    if (gather) expect((await told).world.hosts.get('h1')?.get('a')).toBe('1');
  });

  it('for longer than its timeout: it is unreachable', async () => {
    const { outcomes, recap } = await run([{ wait_for: { timeout: 0.2 } }, cell('a')], { world: late(1e9) });
    expect(recap.hosts.h1).toMatchObject({ unreachable: 1 });
    expect(outcomes.map(({ message }) => message)).toEqual([
      'no connection after 0.2 s; h1: there is no route to the host',
    ]);
  });

  it('without such a task a host that is not there is unreachable at once', async () => {
    const { hostOutcomes } = await run([cell('a'), wait], { world: late() });
    expect(hostOutcomes.map(({ status }) => status)).toEqual(['unreachable']);
  });

  it('by delegation, from a host that is there', async () => {
    const world = newWorld(['h1', 'new']);
    world.absent.set('new', 3);
    const told = run(
      [
        { ...wait, delegate_to: 'new' },
        { ...cell('a'), delegate_to: 'new' },
      ],
      { world },
    );
    expect(await statuses(told)).toEqual({ statuses: ['ok', 'changed'], warnings: [] });
  });

  it('that something else reboots: all is looked at anew', async () => {
    const world = newWorld(['h1', 'power']);
    const [cells, power] = [world.hosts.get('h1'), world.hosts.get('power')];
    if (power)
      power.set = () => {
        cells?.set('boot', '2');
        return power;
      };
    const kernel = '{{ ansible_facts.kernel }}';
    const tasks = [
      cell('a', kernel),
      { ...cell('off'), delegate_to: 'power', ignore_errors: true },
      wait,
      cell('b', kernel),
    ];
    expect((await statuses(run(tasks, { world }))).warnings).toEqual([]);
    expect([cells?.get('a'), cells?.get('b')]).toEqual(['1', '2']);
  });

  it('is skipped by a plan', async () => {
    expect(await statuses(run([wait], { mode: 'plan' }))).toMatchObject({ statuses: ['skipped'] });
  });
});
