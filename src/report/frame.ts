// One picture of the live block: a gap, the play's progress, then a line for each host, as many as fit.

import { type Board, progressOf, type Row } from './board.js';
import { durationText } from './duration.js';
import { visible } from './escape.js';
import type { Glyphs } from './glyphs.js';
import { hostParts } from './host_line.js';
import { counted, type Page } from './page.js';
import { fitParts, type Part } from './parts.js';
import { textWidth, truncate } from './width.js';

const barWidth = 20;
const nameLimit = 32;

/**
 * The block leaves four rows of the terminal to what is above it and to the cursor.
 *
 * @param now milliseconds of the clock that the board was kept with
 */
export function frameLines(board: Board, page: Page, now: number, glyphs: Glyphs): string[] {
  const room = Math.max(1, page.rows - 4);
  const all = [...board.rows.values()];
  const shown = all.length + 2 <= room ? all : mostUrgent(all, Math.max(0, room - 3));
  const names = shown.reduce((most, row) => Math.max(most, textWidth(visible(row.host))), 0);
  const lines: readonly Part[][] = [
    [],
    headParts(board, now, glyphs),
    ...shown.map((row) => hostParts(row, Math.min(names, nameLimit), board.play.tasks, now, glyphs)),
    ...(shown.length < all.length ? [restParts(all, shown)] : []),
  ];
  return lines.slice(0, room).map((parts) => fitParts(parts, page.columns - 1, page.style));
}

/** `━━━━━──────  12 of 40 hosts  34 s  Secure websocket` */
function headParts(board: Board, now: number, glyphs: Glyphs): Part[] {
  const full = Math.floor(progressOf(board) * barWidth);
  const hosts = [...board.rows.values()];
  const done = hosts.filter((row) => row.state === 'done').length;
  return [
    [glyphs.full.repeat(full), 'green'],
    [glyphs.empty.repeat(barWidth - full), 'dim'],
    [`  ${done} of ${counted(hosts.length, 'host')}  ${durationText(now - board.began)}  `],
    [truncate(visible(board.play.name), 60), 'bold'],
  ];
}

/** `and 940 more: 10 at work, 30 waiting, 900 done` */
function restParts(all: readonly Row[], shown: readonly Row[]): Part[] {
  const kept = new Set(shown);
  const rest = all.filter((row) => !kept.has(row));
  const counts = new Map(restKinds.map((kind) => [kind, 0]));
  for (const row of rest) counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
  const some = [...counts].filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
  return [[`  and ${rest.length} more: ${some.join(', ')}`, 'dim']];
}

const restKinds = ['failed', 'at work', 'waiting', 'done'] as const;

function kindOf({ failed, state }: Row): (typeof restKinds)[number] {
  if (failed) return 'failed';
  return state === 'waiting' || state === 'done' ? state : 'at work';
}

/** The last failed hosts in at most half of the lines, then hosts at work, then others; in the inventory's order. */
function mostUrgent(rows: readonly Row[], room: number): Row[] {
  const failed = rows.filter((row) => row.failed);
  const others = rows
    .filter((row) => !row.failed)
    .sort((one, other) => urgency[one.state] - urgency[other.state]);
  const shared = Math.max(Math.ceil(room / 2), room - others.length);
  return [...(shared > 0 ? failed.slice(-shared) : []), ...others].slice(0, room);
}

const urgency: { readonly [state in Row['state']]: number } = {
  acting: 0,
  looking: 1,
  connecting: 1,
  waiting: 2,
  done: 3,
};
