import { expect, it, vi } from 'vitest';
import { probeOf } from '../../../src/engine/task/decision.js';
import { copy } from '../../../src/modules/copy.js';
import type { ResolvedReady } from '../../../src/playbook/resolve.js';

it('the probe of an item is built once, however often it asks', () => {
  const probe = vi.fn(() => ':');
  const module = { ...copy, probe };
  const item = {
    identity: { kind: 'login' },
    module,
    wanted: {},
    environment: {},
  } as unknown as ResolvedReady;
  expect(probeOf(item)).toBe(probeOf(item));
  expect(probe).toHaveBeenCalledTimes(1);
});
