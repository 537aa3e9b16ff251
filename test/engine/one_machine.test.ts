// Two names of a play that are one machine by its own words: nothing is done for the second, where each is to have one name.

import { expect, it } from 'vitest';
import { newWorld } from './model.js';
import { runModel } from './run_model.js';

const machine = (id: string, boot = '1', name = 'h') =>
  `machine=${id.repeat(32)} ${boot.repeat(8)}-0000-0000-0000-000000000000 ${name}\n`;
const plays = [{ hosts: 'all', gather_facts: false, tasks: [{ cell: { name: 'a', value: '1' } }] }];
const hosts = ['h1', 'h2', 'h3'];

function worldOf(...said: readonly string[]) {
  const world = newWorld(hosts);
  for (const [index, text] of said.entries()) world.machines.set(hosts[index] ?? '', text);
  return world;
}

it.each(['plan', 'apply'] as const)('%s does nothing for the second name', async (mode) => {
  const world = worldOf(machine('a'), machine('a'), machine('b'));
  const { recap, hostOutcomes } = await runModel({ plays, hosts, world, mode, oneNameEach: true });
  expect(recap.hosts.h2).toMatchObject({ failed: 1, changed: 0, would_change: 0 });
  expect(hostOutcomes.find(({ host }) => host === 'h2')?.message).toMatch(/^h2 and h1 are one machine/);
  expect(world.hosts.get('h2')?.has('a')).toBe(false);
  expect([recap.hosts.h1?.failed, recap.hosts.h3?.failed]).toEqual([0, 0]);
});

it('plan warns where a play of the own may mean it', async () => {
  const { recap, events } = await runModel({
    ...{ plays, hosts, mode: 'plan' },
    world: worldOf(machine('a'), machine('a'), machine('b')),
  });
  expect(recap.hosts.h2).toMatchObject({ failed: 0, would_change: 1 });
  expect(events.filter(({ type }) => type === 'warning')).toMatchObject([
    { host: 'h2', message: expect.stringContaining('h2 and h1 are one machine') },
  ]);
});

it.each([
  ['clones, booted by themselves', [machine('a'), machine('a', '2')]],
  ['containers of one image on one kernel', [machine('a'), machine('a', '1', 'other')]],
  ['hosts that do not say', ['', '']],
  ['words that are none', ['machine=x\n', 'machine=x\n']],
])('%s are several machines', async (_, said) => {
  const { recap } = await runModel({ plays, hosts, world: worldOf(...said), oneNameEach: true });
  expect(Object.values(recap.hosts).map(({ failed, changed }) => [failed, changed])).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
});
