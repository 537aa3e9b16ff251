import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/event.js';
import { final, type Variable } from '../../../src/expression/scope.js';
import { scalarAt } from '../../../src/yaml/located.js';
import { newWorld } from '../model.js';
import { randomFrom } from '../random.js';
import { reportOf, runModel } from '../run_model.js';

// The law of the rendezvous: hosts that go at their own pace, and meet only where they have to, tell the same as hosts
// that are all at the same task, as in Ansible. And however they fail, nobody waits for ever.

const hosts = ['h1', 'h2', 'h3'];
/** PLAYBOOKS=3000 tries more of them. */
const numRuns = Number(process.env.PLAYBOOKS ?? 120);
/** Milliseconds. */
const patience = 30_000 + numRuns * 200;

/** Whom each host delegates to: never two to the same, as nobody could say who is first there. */
const ring = { h1: 'h2', h2: 'h3', h3: 'h1' };

/** Of the inventory: what others read by hostvars. */
const variables = new Map<string, Variable>([
  ['v', final('1')],
  ['indirect', { kind: 'source', node: scalarAt('{{ v }}!', { file: 'hosts.yml', line: 1, column: 1 }) }],
]);

const cell = fc.constantFrom('a', 'b', 'c');
const text = fc.constantFrom(
  ...['1', '2', '{{ v }}', '{{ inventory_hostname }}', 'x{{ r.changed }}', '{{ hostvars.h2.v }}'],
  ...['{{ hostvars.h1.v }}', 'x{{ hostvars.h3.r.changed }}', '{{ hostvars.h2.indirect }}'],
);

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ cell: fc.record({ name: cell, value: text }) }) },
  { weight: 3, arbitrary: fc.record({ derived: fc.record({ name: cell, from: cell }) }) },
  { weight: 3, arbitrary: fc.record({ bump: fc.record({ name: cell }) }) },
  { weight: 2, arbitrary: fc.record({ broken: fc.record({ name: cell, value: text }) }) },
  { weight: 3, arbitrary: fc.record({ assign: fc.record({ v: text }) }) },
  { weight: 1, arbitrary: fc.constant({ wait: {} }) },
  {
    weight: 1,
    arbitrary: fc.record({
      meta: fc.constantFrom('flush_handlers', 'end_host', 'end_play', 'reset_connection'),
    }),
  },
);

const keywords = fc.record(
  {
    register: fc.constantFrom('r', 's'),
    when: fc.constantFrom(
      ...['inventory_hostname == "h1"', 'inventory_hostname != "h1"', 'inventory_hostname == "h3"'],
      ...['v == "1"', 'hostvars["h2"].v == "1"'],
    ),
    changed_when: fc.constantFrom<unknown>(false, 'hostvars["h1"].v == "1"'),
    ignore_errors: fc.boolean(),
    ignore_unreachable: fc.boolean(),
    throttle: fc.constant(1),
    notify: fc.constantFrom('one', 'two', 'both'),
    loop: fc.constantFrom(['1', '2'], []),
    run_once: fc.boolean(),
    delegate_to: fc.constant('{{ lookup ring inventory_hostname }}'),
    any_errors_fatal: fc.boolean(),
  },
  { requiredKeys: [] },
);

const task = fc
  .tuple(action, keywords)
  .map(([module, keys]) => ({ ...(keys.run_once && { name: 'once' }), ...module, ...keys }));

const block = fc.record(
  {
    block: fc.array(task, { minLength: 1, maxLength: 3 }),
    rescue: fc.array(task, { maxLength: 3 }),
    always: fc.array(task, { maxLength: 2 }),
    run_once: fc.boolean(),
  },
  { requiredKeys: ['block'] },
);

const part = fc.oneof(
  { weight: 4, arbitrary: task as fc.Arbitrary<Record<string, unknown>> },
  { weight: 2, arbitrary: block as fc.Arbitrary<Record<string, unknown>> },
);

const handlers = [
  { name: 'one', listen: 'both', cell: { name: 'handled', value: 'one' } },
  { name: 'two', listen: 'both', bump: { name: 'handled' }, run_once: true },
];

type Part = Readonly<Record<string, unknown>>;

const plays = fc
  .tuple(
    fc.array(part, { maxLength: 8 }),
    fc.array(part, { maxLength: 2 }),
    fc.boolean(),
    fc.constantFrom<unknown>(undefined, 2),
  )
  .map(([tasks, before, gather_facts, serial]) => [
    {
      ...{ hosts: 'all', gather_facts, vars: { ring }, handlers },
      ...(serial !== undefined && { serial }),
      ...{ pre_tasks: before as readonly Part[], tasks: tasks as readonly Part[] },
    },
    { hosts: 'all', tasks: [{ derived: { name: 'last', from: 'a' } }], handlers: [], pre_tasks: [] },
  ]);

/** Every task as one at which all hosts meet: it is delegated, to the host itself. */
const inLockStep = (parts: readonly Part[]): readonly Part[] =>
  parts.map((one) => {
    const lists = ['block', 'rescue', 'always'].filter((key) => key in one);
    if (lists.length === 0) return { delegate_to: '{{ inventory_hostname }}', ...one };
    return {
      ...one,
      ...Object.fromEntries(lists.map((key) => [key, inLockStep(one[key] as readonly Part[])])),
    };
  });

/** Tasks that say more stand elsewhere. */
function withoutPlaces(report: unknown): unknown {
  const text = JSON.stringify(report).replaceAll(/"column":\d+/g, '"column":0');
  // Where a plan tells that something comes first, a host that acts on another's behalf may have come first, or not yet.
  return JSON.parse(text.replaceAll(/model\.yml:1:\d+/g, 'model.yml'), (key, value) =>
    key === 'asSeenToday' ? undefined : value,
  );
}

describe('own pace and lock-step tell the same', () => {
  it.each(['apply', 'plan'] as const)(
    '%s',
    async (mode) => {
      const chance = fc.record({
        seed: fc.integer(),
        window: fc.constantFrom(1, 32),
        forks: fc.constantFrom(1, 2, 3),
        lost: fc.subarray(hosts, { maxLength: 1 }),
      });
      await fc.assert(
        fc.asyncProperty(plays, chance, async (book, { seed, window, forks, lost }) => {
          const strict = book.map((play) => ({
            ...play,
            pre_tasks: inLockStep(play.pre_tasks),
            tasks: inLockStep(play.tasks),
            handlers: inLockStep(play.handlers),
          }));
          const [random, common] = [randomFrom(seed), { hosts, mode, vars: variables, reconnect: 0 }];
          const worldWith = (delay?: () => number) => {
            const world = newWorld(hosts, delay);
            for (const host of lost) world.absent.set(host, Number.POSITIVE_INFINITY);
            return world;
          };
          const own = await runModel({ plays: book, ...common, window, forks, world: worldWith(random) });
          const lock = await runModel({ plays: strict, ...common, window: 1, forks: 3, world: worldWith() });
          expect(withoutPlaces(reportOf(own))).toEqual(withoutPlaces(reportOf(lock)));
        }),
        { numRuns },
      );
    },
    patience,
  );
});

describe('nobody waits for ever', () => {
  it(
    'whenever a connection or a host is lost; and what is done once is done by one host',
    async () => {
      const chance = fc.record({
        seed: fc.integer(),
        forks: fc.constantFrom(1, 2, 3),
        fault: fc.record({ at: fc.integer({ min: 1, max: 60 }), kind: fc.constantFrom('lost', 'gone') }),
      });
      await fc.assert(
        fc.asyncProperty(plays, chance, async (book, { seed, forks, fault }) => {
          const world = newWorld(hosts, randomFrom(seed));
          world.fault = fault;
          const { events } = await runModel({
            plays: book,
            hosts,
            vars: variables,
            reconnect: 0,
            forks,
            world,
          });
          expect(events.at(-1)).toMatchObject({ type: 'recap', interrupted: false });
          expect(doneTwice(events)).toEqual([]);
        }),
        { numRuns },
      );
    },
    patience,
  );

  const meeting = (before: string, keys = '') => `
- hosts: all
  gather_facts: false
  ${keys}
  tasks:
    - { name: before, ${before}, when: inventory_hostname == "h2" }
    - { name: once, bump: { name: n }, run_once: true }`;

  it.each(['run_once: true', 'delegate_to: h1'])('an interruption ends a wait, %s', async (key) => {
    const plays = meeting('doze: {}').replace('run_once: true', key);
    const interruption = new AbortController();
    const running = runModel({ plays, hosts, forks: 3, signal: interruption.signal });
    setTimeout(() => interruption.abort(), 20);
    const { outcomes, recap } = await running;
    expect(recap.interrupted).toBe(true);
    expect(outcomes.filter(({ task }) => task.name === 'once')).toEqual([]);
  });

  it('a run that is stopped ends a wait', async () => {
    const plays = meeting('broken: { name: x, value: x }', 'any_errors_fatal: true');
    const { outcomes } = await runModel({ plays, hosts, forks: 3 });
    expect(outcomes.map(({ host, task, status }) => `${host} ${task.name}: ${status}`).sort()).toEqual([
      'h1 before: skipped',
      'h2 before: failed',
      'h3 before: skipped',
    ]);
  });
});

/** Tasks that two hosts of a batch did, where one does them for all. */
function doneTwice(events: readonly RunEvent[]): readonly string[] {
  const doers = new Map<string, Set<string>>();
  let batch = 0;
  for (const event of events) {
    if (event.type === 'play') batch += 1;
    if (event.type !== 'outcome' || event.task.name !== 'once' || event.message?.startsWith('on h')) continue;
    const key = `batch ${batch}, task ${event.task.id}`;
    doers.set(key, (doers.get(key) ?? new Set()).add(event.host));
  }
  return [...doers].flatMap(([key, names]) => (names.size > 1 ? [`${key}: ${[...names].join()}`] : []));
}
