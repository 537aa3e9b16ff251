// What register holds of a task that failed: why, by Ansible's name, and all that it had said before.

import { expect, it } from 'vitest';
import { runModel } from '../run_model.js';

async function told(...tasks: readonly object[]) {
  const { outcomes, world } = await runModel({ plays: [{ hosts: 'all', tasks }] });
  const [first] = outcomes;
  return { first, world, heard: world.hosts.get('h1')?.get('said') };
}

const keep = (text: string) => ({ cell: { name: 'said', value: text } });

it.each([
  ['a step', { broken: { name: 'a', value: '1' } }, 'exit 3: broken on purpose'],
  ['what it needs is missing', { derived: { name: 'a', from: 'none' } }, 'there is no cell none'],
  ['an action', { accuse: 'other' }, 'the fault of the other'],
])('says why: %s', async (_, task, why) => {
  const { first, heard } = await told({ ...task, ignore_errors: true, register: 'r' }, keep('{{ r.msg }}'));
  expect(first).toMatchObject({ status: 'failed', message: why });
  expect(heard).toBe(why);
});

it('keeps what the module says of what is missing', async () => {
  const derived = { derived: { name: 'a', from: 'none' }, ignore_errors: true, register: 'r' };
  const { heard } = await told(derived, keep('{{ r.failed }} {{ r.needs }}'));
  expect(heard).toBe('true none');
});

it.each([
  ['failed_when', { failed_when: 'r.none == 1' }],
  ['changed_when', { changed_when: 'r.none == 1' }],
  ['until', { until: 'r.none == 1', retries: 1, delay: 0 }],
])('keeps what it said where %s is a mistake', async (_, wrong) => {
  const { first, heard, world } = await told(
    { bump: { name: 'n' }, register: 'r', ignore_errors: true, ...wrong },
    keep('{{ r.rc }} {{ r.stdout }} {{ r.failed }} {{ r.msg }}'),
  );
  expect(first?.status).toBe('failed');
  expect(heard).toBe(`0 1 true ${first?.message}`);
  expect(world.hosts.get('h1')?.get('count-n')).toBe('1');
});

it('notifies where it was done, and only the question about it is wrong', async () => {
  const tasks = [{ bump: { name: 'n' }, register: 'r', failed_when: 'r.none == 1', notify: 'h' }];
  const handlers = [{ name: 'h', bump: { name: 'handled' } }];
  const { world } = await runModel({ plays: [{ hosts: 'all', tasks, handlers }] });
  expect(world.hosts.get('h1')?.get('count-handled')).toBe('1');
});
