import { expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { refusals, runAction } from './ask_module.js';

it('does nothing itself: the engine brings in what it names', async () => {
  expect(await runAction('include_tasks', { file: 'more.yml' })).toEqual({});
});

it('plan does the same', () => {
  expect(modulesByName.get('include_tasks')).toMatchObject({ plan: 'run', bare: 'file' });
});

it('refuses what it does not know', () => {
  expect(refusals('include_tasks', { file: '' })).toEqual([expect.stringMatching(/^file: /)]);
  expect(refusals('include_tasks', {})).toEqual([expect.stringMatching(/^file: /)]);
});
