// A block that is whole or not at all, and fails more than once: what putting it back may mend decides, whenever it
// happened and wherever in the block, and what failed afterwards hides nothing.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newWorld } from '../model.js';
import { runModel } from '../run_model.js';

const cell = (name: string, more: object = {}) => ({ cell: { name, value: '1' }, ...more });
const accuse = (blame: 'change' | 'other', more: object = {}) => ({ accuse: blame, ...more });
const change = accuse('change');
const other = accuse('other');

interface More {
  readonly block?: object;
  readonly handlers?: readonly object[];
  readonly files?: Readonly<Record<string, string>>;
}

/** Whether what the block changed is there in the end. */
async function isKept(parts: readonly object[], more: More = {}) {
  const { block = {}, handlers = [], files = {} } = more;
  const tasks = [{ validate: 'true', block: parts, ...block }];
  const told = await runModel({ plays: [{ hosts: 'all', tasks, handlers }], files });
  expect(told.world.kept.size).toBe(0);
  return told.world.hosts.get('h1')?.has('a') === true;
}

describe('is put back', () => {
  it.each([
    ['a task fails', [cell('a'), change]],
    ['always fails for another reason', [cell('a'), { block: [change], always: [other] }]],
    ['the reason comes in always', [cell('a'), { block: [other], always: [change] }]],
    ['a rescue fails for another reason', [cell('a'), { block: [change], rescue: [other] }]],
    ['the reason comes in a rescue', [cell('a'), { block: [other], rescue: [change] }]],
    [
      'always, two blocks further out, fails for another reason',
      [cell('a'), { block: [{ block: [change], always: [cell('b')] }], always: [other] }],
    ],
    [
      'a rescue inside of always mends what failed there, and no more',
      [cell('a'), { block: [change], always: [{ block: [other], rescue: [cell('b')] }] }],
    ],
    ['an item fails before another', [cell('a'), { accuse: '{{item}}', loop: ['change', 'other'] }]],
    ['an item fails behind another', [cell('a'), { accuse: '{{item}}', loop: ['other', 'change'] }]],
  ])('%s', async (_, parts) => {
    expect(await isKept(parts)).toBe(false);
  });

  it('a handler fails', async () => {
    const handlers = [accuse('change', { name: 'h' })];
    expect(await isKept([cell('a', { notify: 'h' })], { handlers })).toBe(false);
  });

  /** What a role is given is found to be wrong between two tasks, when it is known. */
  it.each([
    ['alone', []],
    ['and then always for another reason', [other]],
  ])('a role is given what it cannot take, %s', async (_, always) => {
    const files = {
      'roles/r/tasks/main.yml': '- cell: { name: b, value: "1" }',
      'roles/r/meta/argument_specs.yml': 'argument_specs: { main: { options: { size: { type: int } } } }',
    };
    const role = { import_role: { name: 'r' }, vars: { size: '{{known.changed}}' } };
    const parts = [cell('a', { register: 'known' }), { block: [role], ...(always.length > 0 && { always }) }];
    expect(await isKept(parts, { files })).toBe(false);
  });

  it('a delegated look fails, and then always for another reason', async () => {
    const delegated = accuse('change', { delegate_to: 'h1' });
    expect(await isKept([cell('a'), { block: [delegated], always: [other] }])).toBe(false);
  });

  it.each([
    ['the judgement', { validate: ['true', 'false'] }],
    ['the proof', { prove: [change] }],
  ])('%s fails', async (_, block) => {
    expect(await isKept([cell('a')], { block })).toBe(false);
  });
});

describe('stays', () => {
  it.each([
    ['somebody else is to blame', [cell('a'), other]],
    ['somebody else is to blame, twice', [cell('a'), { block: [other], always: [other] }]],
    ['a rescue mends what failed', [cell('a'), { block: [change], rescue: [cell('b')] }]],
    [
      'a rescue mends what failed, and somebody else fails later',
      [cell('a'), { block: [change], rescue: [cell('b')] }, other],
    ],
    ['a failure that is ignored', [cell('a'), accuse('change', { ignore_errors: true }), other]],
    [
      'what was mended in always is no failure of the change',
      [cell('a'), { block: [other], always: [{ block: [change], rescue: [cell('b')] }] }],
    ],
  ])('%s', async (_, parts) => {
    expect(await isKept(parts)).toBe(true);
  });
});

it('is put back where the host that a task is delegated to is lost, and not left open', async () => {
  const world = newWorld(['h1', 'h2']);
  world.absent.set('h2', Number.POSITIVE_INFINITY);
  const block = [cell('a'), cell('b', { delegate_to: 'h2', irreversible: true })];
  const plays = [{ hosts: 'h1', tasks: [{ validate: 'true', block }] }];
  const { outcomes } = await runModel({ plays, hosts: ['h1', 'h2'], world, reconnect: 0 });
  expect(outcomes.map(({ status }) => status)).toContain('unreachable');
  expect([world.kept.size, world.hosts.get('h1')?.has('a')]).toEqual([0, false]);
});

it('is put back where what one host does for all has failed there', async () => {
  const world = newWorld(['h1', 'h2']);
  const block = [cell('a'), accuse('change', { run_once: true })];
  const plays = [{ hosts: 'all', tasks: [{ validate: 'true', block }] }];
  await runModel({ plays, hosts: ['h1', 'h2'], world, forks: 2 });
  expect([...world.hosts.values()].map((cells) => cells.has('a'))).toEqual([false, false]);
});

/** What the parts come to by the rules alone: how they end, and whose faults are left standing. */
type Part = { readonly blame: 'change' | 'other' } | { readonly ok: true } | Nested;
interface Nested {
  readonly block: readonly Part[];
  readonly rescue: readonly Part[];
  readonly always: readonly Part[];
}
type Faults = ReadonlySet<'change' | 'other'>;

function faultsOf(parts: readonly Part[]): Faults {
  for (const part of parts) {
    const faults = 'ok' in part ? new Set<never>() : 'blame' in part ? new Set([part.blame]) : inNested(part);
    if (faults.size > 0) return faults;
  }
  return new Set();
}

function inNested({ block, rescue, always }: Nested): Faults {
  const own = faultsOf(block);
  const unmended = rescue.length > 0 ? faultsOf(rescue) : own;
  const left = own.size > 0 && unmended.size > 0 ? [...own, ...unmended] : [];
  return new Set([...left, ...faultsOf(always)]);
}

const { parts } = fc.letrec<{ part: Part; parts: Part[] }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Part>({ ok: true }),
    fc.constantFrom<Part>({ blame: 'change' }, { blame: 'other' }),
    fc.record({
      block: fc.array(tie('part'), { minLength: 1, maxLength: 3 }),
      rescue: fc.array(tie('part'), { maxLength: 2 }),
      always: fc.array(tie('part'), { maxLength: 2 }),
    }) as fc.Arbitrary<Part>,
  ),
  parts: fc.array(tie('part'), { maxLength: 4 }),
}));

function written(part: Part): object {
  if ('ok' in part) return cell('b');
  if ('blame' in part) return accuse(part.blame);
  const { block, rescue, always } = part;
  return {
    block: block.map(written),
    ...(rescue.length > 0 && { rescue: rescue.map(written) }),
    ...(always.length > 0 && { always: always.map(written) }),
  };
}

it('whatever fails in whatever part, in whatever order: it is put back when a fault of the change is left', async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (list) => {
      expect(await isKept([cell('a'), ...list.map(written)])).toBe(!faultsOf(list).has('change'));
    }),
    { numRuns: 300 },
  );
});
