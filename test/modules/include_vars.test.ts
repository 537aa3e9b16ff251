import { expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { refusals, runAction } from './ask_module.js';

it('does nothing itself: the engine sets what stands in the file', async () => {
  expect(await runAction('include_vars', { file: 'debian.yml' })).toEqual({});
});

it('plan does the same', () => {
  expect(modulesByName.get('include_vars')).toMatchObject({ plan: 'run', bare: 'file' });
});

it('refuses what it does not know', () => {
  expect(refusals('include_vars', { file: 'a.yml', dir: 'vars' })).toEqual([expect.stringMatching(/dir/)]);
});
