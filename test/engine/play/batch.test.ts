import { expect, it } from 'vitest';
import { Batch } from '../../../src/engine/play/batch.js';
import { localFiles } from '../../../src/files/files.js';
import { modulesByName } from '../../../src/modules/index.js';
import { batchLimitsOf } from '../../../src/playbook/batch_limits.js';
import { parsePlaybook } from '../../../src/playbook/parse.js';
import { runModel } from '../run_model.js';

const most = 'more than 50% of 4 hosts have failed';
const all = 'every host of a batch has failed';

it.each([
  ['', 4, undefined],
  ['any_errors_fatal: false', 4, undefined],
  ['any_errors_fatal: true', 0, undefined],
  ['any_errors_fatal: true', 1, 'none of its hosts may fail'],
  ['max_fail_percentage: 50', 2, undefined],
  ['max_fail_percentage: 50', 3, most],
  ['max_fail_percentage: 100', 4, undefined],
  ['serial: 4', 3, undefined],
  ['serial: 4', 4, all],
])('%j with %i of 4 hosts failed: %s', (key, failed, stop) => {
  const { plays } = parsePlaybook(`- hosts: all\n  ${key}\n`, 'site.yml', modulesByName);
  const [play] = plays;
  if (!play) throw new Error('no play');
  const limits = batchLimitsOf(play, {}, { files: localFiles([]) });
  const batch = new Batch(limits, ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd', 'e']);
  for (const name of ['a', 'b', 'c', 'd'].slice(0, failed)) batch.fail(name, [1]);
  expect(batch.stop).toBe(stop);
});

const stopping = (tasks: unknown) => ({
  plays: [
    {
      ...{ name: 'p', hosts: 'all', gather_facts: false, any_errors_fatal: true },
      ...{ tasks, handlers: [{ name: 'one', bump: { name: 'o' } }] },
    },
  ],
  hosts: ['h1', 'h2'],
  forks: 2,
});

it('says why the run was stopped, at its end too', async () => {
  const { events } = await runModel(stopping([{ broken: { name: 'x', value: 'x' } }]));
  const message = 'the run was stopped in the play "p": none of its hosts may fail';
  expect(events).toContainEqual({ type: 'warning', message, lasting: true });
});

it('a host that is on its way stops before its next task, and its always and its handlers still run', async () => {
  const { outcomes } = await runModel({
    ...stopping([
      { broken: { name: 'x', value: 'x' }, when: 'inventory_hostname == "h1"' },
      {
        block: [
          ...Array.from({ length: 20 }, () => ({ bump: { name: 'n' }, notify: 'one' })),
          { name: 'never', bump: { name: 'm' } },
        ],
        always: [{ name: 'always', bump: { name: 'a' } }],
      },
      { name: 'never', bump: { name: 'm' } },
    ]),
  });
  const names = outcomes.filter(({ host }) => host === 'h2').map(({ task }) => task.name);
  expect(names).not.toContain('never');
  expect(names.slice(-2)).toEqual(['always', 'one']);
});
