// The line of one host in the live block: `⠋ web-1  3/14  Install nginx  4 s  Unpacking nginx-common`.

import type { Row } from './board.js';
import { durationText } from './duration.js';
import { visible } from './escape.js';
import type { Glyphs } from './glyphs.js';
import type { Part } from './parts.js';
import { statusFormats, statusWords } from './status.js';
import type { Format } from './style.js';
import { padEnd, padStart, truncate } from './width.js';

/** Milliseconds for each picture of the spinner, and until a task's time is worth showing. */
const spinnerStep = 100;
const shownFrom = 1_000;

/**
 * @param names columns for the host's name
 * @param tasks of the play
 */
export function hostParts(row: Row, names: number, tasks: number, now: number, glyphs: Glyphs): Part[] {
  const name = padEnd(truncate(visible(row.host), names), names);
  const total = String(tasks);
  const through = `${padStart(String(row.finished.size), total.length)}/${total}`;
  const [sign, format] = signOf(row, now, glyphs);
  return [[`${sign} `, format], [`${name}  `, 'bold'], [`${through}  `, 'dim'], ...doingParts(row, now)];
}

function signOf(row: Row, now: number, glyphs: Glyphs): [sign: string, format: Format] {
  if (row.failed) return [glyphs.failed, 'red'];
  if (row.state === 'done') return [glyphs.done, 'green'];
  if (row.state === 'waiting') return [glyphs.waiting, 'dim'];
  return [glyphs.spinner[Math.floor(now / spinnerStep) % glyphs.spinner.length] ?? '', 'cyan'];
}

function doingParts(row: Row, now: number): Part[] {
  if (row.failed) return [['failed: ', 'red'], [row.task]];
  if (row.state === 'done') return doneParts(row);
  if (row.state !== 'acting') return [[row.state, 'dim']];
  const spent = now - row.since;
  const took: Part[] = spent < shownFrom ? [] : [[`  ${durationText(spent)}`, 'yellow']];
  const said = visible(row.said.slice(0, 300).trim());
  return [[row.task], ...took, [said && `  ${said}`, 'dim']];
}

function doneParts({ counts }: Row): Part[] {
  const statuses = (['changed', 'would_change', 'unknown'] as const).filter((status) => counts[status] > 0);
  if (statuses.length === 0) return [['ok', statusFormats.ok]];
  return statuses.map((status) => [`${counts[status]} ${statusWords[status]}  `, statusFormats[status]]);
}
