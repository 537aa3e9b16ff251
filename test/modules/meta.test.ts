import { expect, it } from 'vitest';
import { refusals, runAction } from './ask_module.js';

it('asks the engine', async () => {
  expect(await runAction('meta', { action: 'flush_handlers' })).toEqual({ control: 'flush_handlers' });
});

it('refuses words that it does not know', () => {
  expect(refusals('meta', { action: 'refresh_inventory' })).toEqual([expect.stringMatching(/^action: /)]);
});
