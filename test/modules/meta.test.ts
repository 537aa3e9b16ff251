import { expect, it } from 'vitest';
import { modulesByName } from '../../src/modules/index.js';
import { refusals, runAction } from './ask_module.js';

it('asks the engine', async () => {
  expect(await runAction('meta', { action: 'flush_handlers' })).toEqual({ control: 'flush_handlers' });
});

it('plan does the same', () => {
  expect(modulesByName.get('meta')).toMatchObject({ plan: 'run' });
});

it('refuses words that it does not know', () => {
  expect(refusals('meta', { action: 'refresh_inventory' })).toEqual([expect.stringMatching(/^action: /)]);
});
