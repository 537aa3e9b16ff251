import { expect, it } from 'vitest';
import { newWorld } from './model.js';
import { runModel } from './run_model.js';

const named = { gather_facts: false, hosts: 'all' };

it('a host that was lost and is cleared is connected to again, and its pending handlers run', async () => {
  const world = newWorld(['h1', 'h2']);
  const tasks = [
    { name: 'first', cell: { name: 'a', value: 'x' }, notify: 'one', when: 'inventory_hostname == "h2"' },
    { name: 'lost', restart: { timeout: 0.001 }, when: 'inventory_hostname == "h2"' },
    { name: 'clear', meta: 'clear_host_errors' },
  ];
  const plays = [
    { ...named, tasks, handlers: [{ name: 'one', bump: { name: 'n' } }] },
    { ...named, tasks: [{ name: 'next', cell: { name: 'b', value: 'x' } }] },
  ];
  world.bootTakes = 1000;
  const connect = async (host: string) => {
    if (playsBegun > 1) world.absent.set(host, 0);
    return world.connect(host);
  };
  let playsBegun = 0;
  const listener = (type: string) => {
    if (type === 'play') playsBegun += 1;
  };
  const { outcomes } = await runModel({
    plays,
    hosts: ['h1', 'h2'],
    forks: 2,
    world: { ...world, connect },
    listener,
  });
  const told = outcomes.map(({ host, task, status }) => `${host} ${task.name}: ${status}`);
  expect(told.filter((line) => line.startsWith('h2'))).toEqual([
    'h2 first: changed',
    'h2 lost: unreachable',
    'h2 one: changed',
    'h2 next: changed',
  ]);
  expect(world.hosts.get('h2')?.get('count-n')).toBe('1');
});

it('what failed before it was cleared does not count for max_fail_percentage', async () => {
  const broken = (host: string) => ({
    broken: { name: host, value: 'x' },
    when: `inventory_hostname == "${host}"`,
  });
  const tasks = [broken('h1'), { meta: 'clear_host_errors', run_once: true }, broken('h2')];
  const hosts = ['h1', 'h2', 'h3'];
  const { events } = await runModel({
    plays: [{ ...named, max_fail_percentage: 50, tasks }],
    hosts,
    forks: 3,
  });
  expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
});
