// What every piece of text is laid out for.

import type { Style } from './style.js';

export interface Page {
  /** Of the terminal, now; 80 by 24 where the output is no terminal, or one that does not know. */
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
  /** Show how texts differ, not only how many lines do. */
  readonly diff: boolean;
}

export function openPage(stream: NodeJS.WriteStream, style: Style, diff: boolean): Page {
  return {
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
    style,
    diff,
  };
}

/** `1 host`, `3 hosts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
