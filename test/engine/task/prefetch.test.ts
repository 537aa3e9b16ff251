import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../random.js';
import { reportOf, runModel } from '../run_model.js';

/** PLAYBOOKS=4000 tries more of them. */
const numRuns = Number(process.env.PLAYBOOKS ?? 120);
/** Milliseconds. */
const patience = 30_000 + numRuns * 200;

// The law of the prefetch: how much is looked at in advance changes the number of requests and nothing else.

const cell = fc.constantFrom('a', 'b', 'c', 'D');
const text = fc.oneof(
  fc.constantFrom('1', '2', '{{ v }}', '{{ inventory_hostname }}'),
  fc.constantFrom(
    '{{ r.changed }}',
    '{{ r.stdout }}',
    '{{ s.value }}',
    '{{ ansible_facts.distribution_release }}',
    '{{ json (gather sites v) }}',
  ),
);

/** For `for_each`: one without a name, one with, one that is to be absent, in any order; what they say hangs on anything. */
const told = fc.constantFrom('1', '2', '{{ r.changed }}', '{{ s.value }}', '{{ inventory_hostname }}');
const sites = fc
  .shuffledSubarray(['', 'p', 'q'], { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record(
          { name: fc.constant(name || undefined), v: told, state: fc.constantFrom('present', 'absent') },
          { requiredKeys: ['name'] },
        ),
      ),
    ),
  );

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ cell: fc.record({ name: cell, value: text }) }) },
  { weight: 3, arbitrary: fc.record({ derived: fc.record({ name: cell, from: cell }) }) },
  { weight: 3, arbitrary: fc.record({ follows: fc.record({ name: cell, from: cell }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ bump: fc.record({ name: cell, unless: cell }, { requiredKeys: ['name'] }) }),
  },
  { weight: 1, arbitrary: fc.record({ slow_cell: fc.record({ name: cell, value: text }) }) },
  { weight: 1, arbitrary: fc.record({ stubborn: fc.record({ name: cell, value: text }) }) },
  { weight: 1, arbitrary: fc.record({ broken: fc.record({ name: cell, value: text }) }) },
  { weight: 2, arbitrary: fc.record({ assign: fc.record({ v: text }) }) },
  { weight: 2, arbitrary: fc.record({ heed: fc.record({ name: cell, value: text }) }) },
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
      'v == "1"',
      'r.changed',
      's.failed',
      'ansible_facts.os_family == "Debian"',
      'v != "2"',
    ),
    become: fc.boolean(),
    become_user: fc.constantFrom('root', 'service'),
    ignore_errors: fc.boolean(),
    ignore_unreachable: fc.boolean(),
    changed_when: fc.constantFrom<unknown[]>(false, true, ['v == "1"', true]),
    failed_when: fc.constantFrom<unknown[]>(false, ['v == "2"', true]),
    until: fc.constantFrom('r.changed', 'v == "1"', 's.failed'),
    retries: fc.constantFrom(1, 2),
    environment: fc.constantFrom<unknown[]>({ A: '{{ v }}' }, [{ A: 'x' }, { B: '{{ r.changed }}' }]),
    throttle: fc.constant(1),
    loop_control: fc.constant({ loop_var: 'v', index_var: 'n' }),
    check_mode: fc.constant(false),
    notify: fc.constantFrom('one', 'two'),
    loop: fc.constantFrom(['1', '2'], ['2']),
    for_each: fc.constantFrom('sites', 'no_such_list'),
  },
  { requiredKeys: [] },
);

// What a task needs elsewhere to be well-formed is given here; what is random is what the laws are about.
const task = (delegates: boolean) =>
  fc
    .tuple(action, keywords, delegates ? fc.option(fc.constantFrom('h1', 'h2')) : fc.constant(null))
    .map(([module, keys, delegate]) => ({
      ...module,
      ...keys,
      ...('cell' in module || 'bump' in module ? {} : { check_mode: undefined }),
      ...((keys.until ?? keys.retries) !== undefined && { retries: keys.retries ?? 1, delay: 0 }),
      ...(keys.loop === undefined && { loop_control: undefined }),
      ...(delegate !== null && { delegate_to: delegate }),
    }));

/** A task, or a block of some. */
const part = (delegates: boolean) =>
  fc.oneof(
    { weight: 5, arbitrary: task(delegates) },
    {
      weight: 1,
      arbitrary: fc.record({
        block: fc.array(task(delegates), { minLength: 1, maxLength: 3 }),
        rescue: fc.array(task(delegates), { maxLength: 2 }),
        always: fc.array(task(delegates), { maxLength: 2 }),
      }),
    },
  );

const plays = (delegates: boolean) =>
  fc
    .tuple(
      fc.array(part(delegates), { maxLength: 10 }),
      fc.array(part(delegates), { maxLength: 2 }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom<unknown>(undefined, 1, ['50%', 2]),
      sites,
    )
    .map(([tasks, before, become, gather, serial, list]) => [
      {
        hosts: 'all',
        become,
        gather_facts: gather,
        ...(serial !== undefined && { serial }),
        vars: { v: '1', sites: JSON.parse(JSON.stringify(list)) as unknown },
        pre_tasks: JSON.parse(JSON.stringify(before)) as unknown,
        tasks: JSON.parse(JSON.stringify(tasks)) as unknown,
        handlers: [
          { name: 'one', cell: { name: 'handled', value: 'one' } },
          { name: 'two', bump: { name: 'handled' } },
        ],
      },
      { hosts: 'all', tasks: [{ name: 'second play', derived: { name: 'last', from: 'a' } }] },
    ]);

describe('window 1 and window 32 give the same report and the same hosts', { timeout: patience }, () => {
  it.each(['apply', 'plan'] as const)('%s, with delegation between hosts', async (mode) => {
    await fc.assert(
      fc.asyncProperty(plays(true), fc.integer(), async (book, seed) => {
        const hosts = ['h1', 'h2'];
        const narrow = await runModel({ plays: book, hosts, mode, window: 1 });
        const wide = await runModel({ plays: book, hosts, mode, window: 32, random: randomFrom(seed) });
        expect(reportOf(wide)).toEqual(reportOf(narrow));
        // Counters may be those of commands that are said to change nothing.
        const unlocked = [...narrow.world.unlocked, ...wide.world.unlocked].filter(
          (one) => !one.includes('count-'),
        );
        if (mode === 'apply') expect(unlocked).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('apply, with hosts side by side', async () => {
    await fc.assert(
      fc.asyncProperty(plays(false), fc.integer(), async (book, seed) => {
        const hosts = ['h1', 'h2', 'h3'];
        const narrow = await runModel({ plays: book, hosts, window: 1 });
        const wide = await runModel({ plays: book, hosts, window: 32, forks: 3, random: randomFrom(seed) });
        expect(reportOf(wide)).toEqual(reportOf(narrow));
      }),
      { numRuns },
    );
  });

  it('plan announces exactly what apply then does, up to the first pending change', async () => {
    await fc.assert(
      fc.asyncProperty(plays(false), async (book) => {
        const planned = await runModel({ plays: book, mode: 'plan' });
        const applied = await runModel({ plays: book, mode: 'apply' });
        const exact = planned.outcomes.findIndex((outcome) => outcome.status === 'would_change');
        const before = exact === -1 ? planned.outcomes : planned.outcomes.slice(0, exact);
        for (const [index, outcome] of before.entries()) {
          if (outcome.status === 'unknown' || outcome.message?.startsWith('plan does not')) break;
          expect(applied.outcomes[index]?.status).toBe(outcome.status);
          // In apply it may have changed something before it failed, which a handler then follows.
          if (outcome.status === 'failed') break;
        }
      }),
      { numRuns },
    );
  });
});

describe('round trips', () => {
  const twenty = [
    {
      hosts: 'all',
      tasks: Array.from({ length: 20 }, (_, index) => ({ cell: { name: `c${index}`, value: '1' } })),
    },
  ];

  it('a bare host: a look, and all changes in one request', async () => {
    const { recap } = await runModel({ plays: twenty });
    expect(recap.hosts.h1).toMatchObject({ changed: 20, round_trips: 2 });
  });

  it('a converged host: facts and all probes in one request', async () => {
    const { world } = await runModel({ plays: twenty });
    const { recap } = await runModel({ plays: twenty, world });
    expect(recap.hosts.h1).toMatchObject({ ok: 20, changed: 0, round_trips: 1 });
  });

  it('a converged host whose tasks read facts: two requests', async () => {
    const [play] = twenty;
    const tasks = [
      { cell: { name: 'r', value: '{{ ansible_facts.distribution_release }}' } },
      ...(play?.tasks ?? []),
    ];
    const { world } = await runModel({ plays: [{ hosts: 'all', tasks }] });
    const { recap } = await runModel({ plays: [{ hosts: 'all', tasks }], world });
    expect(recap.hosts.h1).toMatchObject({ ok: 21, round_trips: 2 });
  });

  const dozens = Array.from({ length: 60 }, (_, index) => `c${index}`);
  const loop = (value: string) => [
    {
      ...{ hosts: 'all', gather_facts: false },
      tasks: [
        { cell: { name: 'before', value: '1' } },
        { cell: { name: '{{ item }}', value }, loop: dozens },
        { cell: { name: 'after', value: '1' } },
      ],
    },
  ];

  it('a loop over dozens of items: one look, and one request for all changes', async () => {
    const { world, recap } = await runModel({ plays: loop('1') });
    expect(recap.hosts.h1).toMatchObject({ changed: 62, round_trips: 2 });
    const again = await runModel({ plays: loop('1'), world });
    expect(again.recap.hosts.h1).toMatchObject({ ok: 62, changed: 0, round_trips: 1 });
    for (const name of dozens.slice(0, 30)) world.hosts.get('h1')?.set(name, '0');
    const mended = await runModel({ plays: loop('1'), world });
    expect(mended.recap.hosts.h1).toMatchObject({ ok: 32, changed: 30, round_trips: 2 });
  });

  it('a task that hangs on a result that nobody knows yet is passed over', async () => {
    const asked = { name: 'asked', cell: { name: 'q', value: '1' }, register: 'r' };
    const seldom = { name: 'seldom', cell: { name: 's', value: '1' }, when: 'r.changed' };
    const plays = twenty.map((play) => ({ ...play, tasks: [asked, seldom, ...play.tasks] }));
    const { world } = await runModel({ plays });
    const { recap } = await runModel({ plays, world });
    expect(recap.hosts.h1).toMatchObject({ ok: 21, skipped: 1, round_trips: 1 });
  });

  it.each(['yes', 'no'])(
    'what an include of variables decides is looked at for both answers: %s',
    async (told) => {
      const tasks = [
        { cell: { name: 'a', value: told }, register: 'r' },
        { include_vars: 'more.yml', when: 'r.value == "yes"' },
        { include_vars: 'more.yml', when: 'r.value == "perhaps"' },
        { cell: { name: 'b', value: '1' }, when: 'v == "1"' },
        { cell: { name: 'c', value: '2' }, when: 'v == "2"' },
      ];
      const options = {
        plays: [{ hosts: 'all', gather_facts: false, vars: { v: '1' }, tasks }],
        files: { 'more.yml': 'v: "2"\n' },
      };
      const { world } = await runModel(options);
      const { recap, outcomes } = await runModel({ ...options, world });
      expect(recap.hosts.h1).toMatchObject({ changed: 0, round_trips: 1 });
      const narrow = await runModel({ ...options, world, window: 1 });
      expect(outcomes.map(({ status }) => status)).toEqual(narrow.outcomes.map(({ status }) => status));
    },
  );

  it('what is skipped costs none, however slow it would be', async () => {
    const slow = { slow_cell: { name: 's', value: '1' }, when: 'false' };
    const plays = twenty.map((play) => ({ ...play, tasks: [slow, ...play.tasks] }));
    const { world } = await runModel({ plays });
    const { recap } = await runModel({ plays, world });
    expect(recap.hosts.h1).toMatchObject({ ok: 20, skipped: 1, round_trips: 1 });
  });
});

describe('an action that probes', () => {
  const plays = (name: string) => [
    {
      name: 'p',
      hosts: 'all',
      gather_facts: false,
      tasks: [
        { name: 'one', heed: { name, value: 'x' }, register: 's' },
        { name: 'two', cell: { name: 'b', value: '{{ s.value }}' } },
      ],
    },
  ];

  it('probes in the same request as the tasks that read what it foretold', async () => {
    const { world, recap, events } = await runModel({ plays: plays('a') });
    expect(recap.hosts.h1?.changed).toBe(1);
    expect(world.hosts.get('h1')?.get('b')).toBe('x');
    // One request to look, one to act and look again.
    expect(recap.hosts.h1?.round_trips).toBe(2);
    expect(events).toContainEqual({ type: 'warning', host: 'h1', message: 'found null', lasting: true });
  });

  it('does not know in plan what a pending change makes of what it saw', async () => {
    const [play] = plays('a');
    const tasks = [
      { name: 'first', cell: { name: 'a', value: '2' } },
      { name: 'again', cell: { name: 'a', value: '3' } },
      { name: 'now', heed: { name: 'a', value: 'x' } },
    ];
    const apply = await runModel({ plays: [{ ...play, tasks: tasks.slice(0, 1) }] });
    const { outcomes } = await runModel({
      plays: [{ ...play, tasks: tasks.slice(1) }],
      mode: 'plan',
      world: apply.world,
    });
    expect(outcomes.at(-1)).toMatchObject({
      status: 'unknown',
      message: expect.stringMatching(/"again" comes first/),
    });
  });
});
