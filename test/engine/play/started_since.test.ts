// A handler that has a service read its files anew, where the service was started since.

import { expect, it } from 'vitest';
import { newWorld } from '../model.js';
import { runModel } from '../run_model.js';

const write = (name: string, notify = 'poke') => ({ cell: { name, value: '1' }, notify });
const start = (more = {}) => ({ daemon: { name: 'x', state: 'on' }, ...more });
const fails = { broken: { name: 'f', value: '1' } };
const other = { name: 'other', bump: { name: 'n' } };
const poke = { name: 'poke', daemon: { name: 'x', state: 'poked' } };

async function run(
  parts: readonly unknown[],
  { handlers = [poke] as readonly unknown[], runs = false, mode = 'apply' as 'apply' | 'plan' } = {},
) {
  const world = newWorld(['h1']);
  if (runs) world.hosts.get('h1')?.set('x', 'on');
  const plays = [{ hosts: 'all', gather_facts: false, tasks: parts, handlers }];
  const { outcomes } = await runModel({ plays, world, mode });
  const ofHandlers = outcomes.filter(({ task }) => task.handler);
  const handled = ofHandlers.map(({ task, status }) => `${task.name}: ${status}`);
  const messages = ofHandlers.map(({ message }) => message);
  return {
    handled,
    messages,
    pokes: Number(world.hosts.get('h1')?.get('count-x') ?? 0),
    pending: world.pending.get('h1')?.size,
  };
}

const needless = { handled: ['poke: ok'], pokes: 0, pending: 0 };
const needed = { handled: ['poke: changed'], pokes: 1, pending: 0 };

it.each<[string, readonly unknown[], object?]>([
  ['it was started after all of them', [write('a'), write('b'), start()]],
  ['it was notified in a block that started it', [{ block: [write('a'), start()], prove: [] }]],
  ['a block started it for what was written before', [write('a'), { block: [start()], prove: [] }]],
])('has nothing to do where %s', async (_, parts) => {
  expect(await run(parts)).toMatchObject(needless);
});

it.each<[string, readonly unknown[], boolean?]>([
  ['it ran already', [write('a'), start()], true],
  ['something was written after the start', [write('a'), start(), write('b')]],
  ['the start itself notifies it', [start({ notify: 'poke' })]],
])('does its work where %s', async (_, parts, runs = false) => {
  expect(await run(parts, { runs })).toMatchObject(needed);
});

it('does its work where it does something else, too', async () => {
  const handlers = [{ name: 'poke', block: [{ daemon: { name: 'x', state: 'poked' } }] }];
  expect(await run([write('a'), start()], { handlers })).toMatchObject({ pokes: 1 });
});

it('is told so in a plan as well', async () => {
  expect(await run([write('a'), start()], { mode: 'plan' })).toMatchObject({ handled: ['poke: ok'] });
});

it('is not left out where the start was put back', async () => {
  const block = { block: [start(), fails], prove: [] };
  const { handled, messages } = await run([write('a'), { block: [block], rescue: [] }]);
  expect({ handled, messages }).toEqual({ handled: ['poke: ok'], messages: [undefined] });
});

it('does its work where the start stays when the block around it is put back', async () => {
  const block = { block: [write('a'), start({ irreversible: true })], prove: [fails] };
  const { handled, messages } = await run([block]);
  expect(handled[0]).toBe('poke: changed');
  expect(messages.filter((message) => message !== undefined)).toEqual([]);
});

it('leaves others that the same word notifies', async () => {
  const { handled } = await run([write('a'), start()], { handlers: [poke, { ...other, listen: 'poke' }] });
  expect(handled).toEqual(['poke: ok', 'other: changed']);
});
