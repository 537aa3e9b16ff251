import { describe, expect, it } from 'vitest';
import { judgeClock } from '../../../src/engine/play/clock_check.js';

const now = 1_795_367_664;
const [minute, hour, day] = [60, 3600, 86_400];

describe('a clock', () => {
  it.each([
    ['right', 0],
    ['nearly right', 5 * minute],
    ['nearly right', -5 * minute],
    ['not to be had', Number.NaN],
  ])('that is %s is no matter', (_, apart) => {
    expect(judgeClock(now + apart, now)).toBeUndefined();
  });

  it.each([
    [365 * day, '365 days ahead of'],
    [-365 * day, '365 days behind'],
    [2 * hour + minute, '2 hours ahead of'],
    [-6 * minute, '6 minutes behind'],
    [-now, '20780 days behind'],
  ])('that is %d s off is told', (apart, words) => {
    expect(judgeClock(now + apart, now)).toContain(`its clock is ${words} the one of this machine`);
  });
});
