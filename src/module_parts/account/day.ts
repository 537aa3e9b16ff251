// The day on which an account ends, as reports tell it.

import type { WantedUser } from './params.js';

/** Whole days since 1970 as reports tell them: the day in UTC, or never. */
export function dayNamed(days: number): string {
  if (days < 0) return 'never';
  return days > LAST_DAY ? `day ${days}` : new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** 9999-12-31. */
const LAST_DAY = 2_932_896;

export function expiryDay({ expires }: WantedUser): string | undefined {
  return expires === undefined ? undefined : dayNamed(Math.floor(expires / 86_400));
}
