import { expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { refusals, runAction } from './ask_module.js';

it('does nothing itself: the engine brings in what it names', async () => {
  expect(await runAction('include_role', { name: 'web', tasks_from: 'install' })).toEqual({});
});

it('plan does the same', () => {
  expect(modulesByName.get('include_role')).toMatchObject({ plan: 'run', bare: 'name' });
});

it('refuses what it does not know', () => {
  expect(refusals('include_role', { name: 'web', public: 'perhaps' })).toEqual([
    expect.stringMatching(/^public: /),
  ]);
});
