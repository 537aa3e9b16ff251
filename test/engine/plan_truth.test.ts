// What plan names happens, and what happens plan has named: also where one task decides what another will find, and for
// handlers of tasks that are not known yet.

import { describe, expect, it } from 'vitest';
import { newWorld } from './model.js';
import { runModel } from './run_model.js';

const on = (name: string, more: object = {}) => ({
  name: `${name} runs`,
  daemon: { name, state: 'on' },
  ...more,
});
const poke = (name: string) => ({ name: `poke ${name}`, daemon: { name, state: 'poked' } });
const needs = (name: string, from: string, more: object = {}) => ({
  name: `${name} of ${from}`,
  derived: { name, from },
  ...more,
});
const make = (name: string) => ({ name: `make ${name}`, cell: { name, value: '1' } });

async function planned(
  tasks: readonly unknown[],
  handlers: readonly unknown[] = [],
  cells: readonly string[] = [],
) {
  const world = newWorld(['h1']);
  for (const cell of cells) world.hosts.get('h1')?.set(cell, 'on');
  const plays = [{ hosts: 'all', tasks, handlers }];
  const { outcomes } = await runModel({ plays, mode: 'plan', world });
  const told = outcomes.map(
    ({ task, status }) => `${task.handler ? 'handler: ' : ''}${task.name}: ${status}`,
  );
  return { told, messages: outcomes.map(({ message }) => message) };
}

describe('a unit that an earlier change starts', () => {
  it('is not said to be started once more, and its reload is not left out', async () => {
    const handovers = { name: 'hand over', daemon: { name: 'x', state: 'on' }, notify: 'poke x' };
    const { told, messages } = await planned([handovers, on('x')], [poke('x')]);
    expect(told).toEqual(['hand over: would_change', 'x runs: unknown', 'handler: poke x: unknown']);
    expect(messages.slice(1)).toEqual(Array(2).fill('"hand over" comes first, and decides about x'));
  });

  it('says nothing about another one', async () => {
    const { told } = await planned([on('x'), on('y'), on('z')], [], ['z']);
    expect(told).toEqual(['x runs: would_change', 'y runs: would_change', 'z runs: ok']);
  });

  it('does not make doubtful what is done in any case', async () => {
    const { told } = await planned([on('x', { notify: 'poke y' }), on('y')], [poke('y')], ['y']);
    expect(told).toEqual(['x runs: would_change', 'y runs: ok', 'handler: poke y: would_change']);
  });
});

describe('a handler of a task that is not known yet', () => {
  it('is not known either, and says whose it is', async () => {
    const { told, messages } = await planned(
      [make('b'), needs('d', 'b', { notify: 'poke x' })],
      [poke('x')],
      ['x'],
    );
    expect(told).toEqual(['make b: would_change', 'd of b: unknown', 'handler: poke x: unknown']);
    expect(messages[2]).toBe('"d of b" may notify it');
  });

  it('is told once where another one notifies it for sure', async () => {
    const tasks = [{ ...make('b'), notify: 'poke x' }, needs('d', 'b', { notify: 'poke x' })];
    const { told } = await planned(tasks, [poke('x')], ['x']);
    expect(told).toEqual(['make b: would_change', 'd of b: unknown', 'handler: poke x: would_change']);
  });

  it('is not told where the task is said to change nothing, nor where nobody notifies it', async () => {
    const quiet = needs('d', 'b', { notify: 'poke x', changed_when: false });
    const { told } = await planned([make('b'), quiet], [poke('x'), poke('y')], ['x', 'y']);
    expect(told).toEqual(['make b: would_change', 'd of b: unknown']);
  });
});

describe('the name of a task is shown filled in', () => {
  it.each([
    ['where it is not known yet', [make('b'), { ...needs('d', 'b'), name: 'derive {{what}}' }], 1],
    ['where its loop is empty', [{ name: 'make {{what}}', cell: { name: 'a', value: '1' }, loop: [] }], 0],
    ['where it is a handler that may be notified', [make('b'), needs('d', 'b', { notify: 'go' })], 2],
  ])('%s', async (_, tasks, at) => {
    const handlers = [{ ...poke('x'), name: 'poke {{what}}', listen: 'go' }];
    const plays = [{ hosts: 'all', vars: { what: 'it' }, tasks, handlers }];
    const { outcomes } = await runModel({ plays, mode: 'plan' });
    expect(outcomes[at]?.task.name).toMatch(/ it$/);
  });
});
