import { describe, expect, it } from 'vitest';
import { newWorld } from '../model.js';
import { runModel } from '../run_model.js';

// Every way in which a secret could leave the engine, and the secret itself, which must be in no event.

const secret = 'the-moon-is-green-cheese';

async function eventsOf(tasks: readonly unknown[], mode: 'apply' | 'plan' = 'apply'): Promise<string> {
  const world = newWorld(['h1']);
  world.hosts.get('h1')?.set('old', secret);
  const { events } = await runModel({
    plays: [{ hosts: 'all', vars: { password: secret }, tasks }],
    world,
    mode,
  });
  return JSON.stringify(events);
}

describe('a secret is in no event', () => {
  it.each([
    ['a field of a no_log task', [{ cell: { name: 'a', value: secret }, no_log: true }]],
    ['a failing no_log task', [{ broken: { name: 'a', value: '{{ password }}' }, no_log: true }]],
    ['a task that did not converge', [{ stubborn: { name: 'a', value: '{{ password }}' }, no_log: true }]],
    [
      'a loop of a no_log task',
      [{ cell: { name: 'a', value: '{{ item }}' }, loop: ['{{ password }}'], no_log: true }],
    ],
    ['what was there before', [{ derived: { name: 'a', from: 'old' }, no_log: true }]],
    [
      'a registered result of a no_log task, used by an open one',
      [
        { cell: { name: 'a', value: '{{ password }}' }, no_log: true, register: 'r' },
        { name: 'open', cell: { name: 'b', value: '{{ r.value }}' } },
      ],
    ],
    [
      'a variable that was set from one',
      [
        { cell: { name: 'a', value: '{{ password }}' }, no_log: true, register: 'r' },
        { assign: { derived_secret: 'x{{ r.value }}' } },
        { name: 'open', cell: { name: 'b', value: '{{ derived_secret }}' } },
        { name: 'failing', broken: { name: 'c', value: '{{ derived_secret }}' } },
      ],
    ],
  ])('%s', async (_, tasks) => {
    for (const mode of ['apply', 'plan'] as const) expect(await eventsOf(tasks, mode)).not.toContain(secret);
  });

  it('the change of who does it for all, which failed, in the event of another host', async () => {
    const tasks = [
      { cell: { name: 'a', value: '{{ password }}' }, no_log: true, register: 'r' },
      { name: 'for all', stubborn: { name: 'b', value: '{{ r.value }}' }, run_once: true },
    ];
    const plays = [{ hosts: 'all', vars: { password: secret }, tasks }];
    const { events, outcomes } = await runModel({ plays, hosts: ['h1', 'h2'] });
    expect(
      outcomes.filter(({ task }) => task.name === 'for all').map(({ host, status }) => [host, status]),
    ).toEqual([
      ['h1', 'failed'],
      ['h2', 'failed'],
    ]);
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  it('the names of fields and the status are still told', async () => {
    const { outcomes } = await runModel({
      plays: [{ hosts: 'all', tasks: [{ cell: { name: 'a', value: secret }, no_log: true }] }],
    });
    expect(outcomes[0]).toMatchObject({
      status: 'changed',
      fields: [{ name: 'value', from: '(hidden)', to: '(hidden)' }],
    });
  });
});

describe('a handler may quote what a task wrote that notified it', () => {
  const said = 'broken on purpose';

  it.each([
    [true, 'hidden'],
    [false, 'told'],
  ])('no_log: %s, so what it says is %s, by this run and by the next', async (no_log) => {
    const world = newWorld(['h1']);
    const handlers = [{ name: 'one', broken: { name: 'x', value: 'x' } }];
    const notifying = {
      hosts: 'all',
      handlers,
      tasks: [{ cell: { name: 'a', value: 'b' }, no_log, notify: 'one' }],
    };
    for (const plays of [[notifying], [{ hosts: 'all', handlers, tasks: [] }]]) {
      const { events, outcomes } = await runModel({ plays, world });
      expect(JSON.stringify(events).includes(said)).toBe(!no_log);
      expect(outcomes.at(-1)).toMatchObject({ task: { name: 'one', handler: true } });
      world.hosts.get('h1')?.delete('x');
    }
  });

  it('and what that one notifies as well', async () => {
    const handlers = [
      { name: 'one', cell: { name: 'w', value: 'x' }, notify: 'two' },
      { name: 'two', broken: { name: 'x', value: 'x' } },
    ];
    const tasks = [{ cell: { name: 'a', value: 'b' }, no_log: true, notify: 'one' }];
    const world = newWorld(['h1']);
    for (const plays of [[{ hosts: 'all', handlers, tasks }], [{ hosts: 'all', handlers, tasks: [] }]]) {
      const { events } = await runModel({ plays, world });
      expect(JSON.stringify(events)).not.toContain(said);
      world.hosts.get('h1')?.delete('x');
    }
  });
});
