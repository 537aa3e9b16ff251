// A table that fits: columns as wide as their cells, and the least needed ones left out where there is no room.

import type { Page } from './page.js';
import type { Format } from './style.js';
import { padEnd, padStart, textWidth } from './width.js';

export interface Column {
  readonly title: string;
  /** Plain text, one cell a row. */
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
  /** The colour of a cell; a `0` is always quiet. */
  readonly format?: Format;
  /** Higher ones leave first; absent: it always stays. */
  readonly spare?: number;
}

const gap = '  ';

export function tableLines(columns: readonly Column[], page: Page): string[] {
  const fitting = fitColumns(columns, page.columns);
  const widths = fitting.map(columnWidth);
  const align = (text: string, column: Column, index: number) =>
    (column.align === 'left' ? padEnd : padStart)(text, widths[index] ?? 0);
  const head = fitting.map((column, index) => page.style('dim', align(column.title, column, index)));
  const rows = (fitting[0]?.cells ?? []).map((_, row) =>
    fitting.map((column, index) => {
      const cell = column.cells[row] ?? '';
      const format = cell === '0' ? 'dim' : column.format;
      const text = align(cell, column, index);
      return format ? page.style(format, text) : text;
    }),
  );
  return [head, ...rows].map((cells) => cells.join(gap).trimEnd());
}

function fitColumns(columns: readonly Column[], room: number): readonly Column[] {
  const width = columns.reduce((sum, column) => sum + columnWidth(column) + gap.length, -gap.length);
  const spares = columns.map((column) => column.spare ?? 0);
  const most = Math.max(0, ...spares);
  if (width <= room || most === 0) return columns;
  return fitColumns(
    columns.filter((_, index) => spares[index] !== most),
    room,
  );
}

function columnWidth({ title, cells }: Column): number {
  return cells.reduce((widest, cell) => Math.max(widest, textWidth(cell)), textWidth(title));
}
