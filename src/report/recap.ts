// The end of a report: a table of the hosts, where the time went, and the outcome in a sentence.

import type { HostRecap, Mode, Recap } from '../event.js';
import { durationText } from './duration.js';
import type { Page } from './page.js';
import { type Row, recapRows } from './rows.js';
import { statusFormats } from './status.js';
import { type Column, tableLines } from './table.js';
import { timeLines } from './times.js';
import { verdictLines } from './verdict.js';

type Count = keyof Omit<HostRecap, 'time'>;

export function recapLines(recap: Recap, mode: Mode, page: Page): string[] {
  const rows = recapRows(recap.hosts);
  const table = rows.length > 0 ? ['', ...tableLines(recapColumns(rows, mode), page)] : [];
  return [...table, '', ...timeLines(recap, page), ...verdictLines(recap, mode, page)];
}

/** What always stands there, in its order, and what only stands there if it happened. */
function recapColumns(rows: readonly Row[], mode: Mode): Column[] {
  const happened = (count: Count) => rows.some((row) => row.counts[count] > 0);
  const count = (name: Count, look: Partial<Column> = {}): Column => ({
    title: name === 'round_trips' ? 'trips' : name.replace('_', ' '),
    cells: rows.map((row) => String(row.counts[name])),
    align: 'right',
    ...look,
  });
  const always = (name: keyof typeof statusFormats & Count) => [count(name, { format: statusFormats[name] })];
  const ifAny = (name: keyof typeof statusFormats & Count) => (happened(name) ? always(name) : []);
  return [
    { title: 'host', cells: rows.map((row) => row.name), align: 'left', format: 'bold' },
    ...always('ok'),
    ...(mode === 'apply' ? always('changed') : ifAny('changed')),
    ...(mode === 'plan' ? always('would_change') : ifAny('would_change')),
    ...ifAny('unknown'),
    ...(happened('skipped') ? [count('skipped', { format: 'dim', spare: 3 })] : []),
    ...always('failed'),
    ...(happened('rescued') ? [count('rescued')] : []),
    ...ifAny('ignored'),
    ...(happened('unreachable') ? always('unreachable') : [count('unreachable', { spare: 4 })]),
    count('round_trips', { spare: 1 }),
    { title: 'time', cells: rows.map((row) => durationText(row.ms)), align: 'right', spare: 2 },
  ];
}
