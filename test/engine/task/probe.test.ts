import { expect, it, vi } from 'vitest';
import { probeOf } from '../../../src/engine/task/probe.js';
import { copy } from '../../../src/modules/copy.js';
import type { ResolvedReady } from '../../../src/playbook/resolve.js';

it('the probe of an item is built once, however often it asks', () => {
  const probe = vi.fn(() => ':');
  const item = { identity: { kind: 'login' }, wanted: {}, environment: {} } as unknown as ResolvedReady;
  const module = { ...copy, probe };
  expect(probeOf(module as never, item)).toBe(probeOf(module as never, item));
  expect(probe).toHaveBeenCalledTimes(1);
});
