import { describe, expect, it } from 'vitest';
import type { HostRecap, Mode } from '../../src/event.js';
import { exitCodeOf } from '../../src/report/exit_code.js';
import { zero } from './events.js';

describe('exitCodeOf', () => {
  it.each<[string, Mode, Partial<HostRecap>, number]>([
    ['nothing to do', 'apply', { ok: 5 }, 0],
    ['changed', 'apply', { changed: 3 }, 0],
    ['in sync', 'plan', { ok: 5, skipped: 2 }, 0],
    ['pending', 'plan', { would_change: 1 }, 2],
    ['not known', 'plan', { unknown: 1 }, 2],
    ['failed before pending', 'plan', { failed: 1, would_change: 1 }, 1],
    ['failed before unreachable', 'apply', { failed: 1, unreachable: 1 }, 1],
    ['unreachable before pending', 'plan', { unreachable: 1, would_change: 1 }, 4],
    ['ignored and rescued failures', 'apply', { ignored: 1, rescued: 1 }, 0],
  ])('%s in %s', (_, mode, counts, code) => {
    const hosts = { good: zero, other: { ...zero, ...counts } };
    expect(exitCodeOf({ type: 'recap', hosts, ms: 1, interrupted: false }, mode)).toBe(code);
  });

  it('says first that the run was interrupted', () => {
    const hosts = { one: { ...zero, failed: 1 } };
    expect(exitCodeOf({ type: 'recap', hosts, ms: 1, interrupted: true }, 'apply')).toBe(130);
  });

  it('is content with no hosts', () => {
    expect(exitCodeOf({ type: 'recap', hosts: {}, ms: 1, interrupted: false }, 'plan')).toBe(0);
  });
});
