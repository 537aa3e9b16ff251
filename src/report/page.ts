// What every piece of text is laid out for.

import type { Style } from './style.js';

export interface Page {
  /** Of the terminal, now; 80 where the output is no terminal. */
  readonly columns: number;
  readonly style: Style;
  /** Show how texts differ, not only how many lines do. */
  readonly diff: boolean;
}

/** `1 host`, `3 hosts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
