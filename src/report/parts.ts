// A line in pieces of different colour, cut to the terminal before it is coloured.

import type { Format, Style } from './style.js';
import { textWidth, truncate } from './width.js';

/** Plain text, already safe to show. */
export type Part = readonly [text: string, format?: Format];

export function fitParts(parts: readonly Part[], columns: number, style: Style): string {
  let left = Math.max(0, columns);
  const fitted: string[] = [];
  for (const [text, format] of parts) {
    const cut = truncate(text, left);
    left -= textWidth(cut);
    fitted.push(format && cut ? style(format, cut) : cut);
  }
  return fitted.join('');
}
