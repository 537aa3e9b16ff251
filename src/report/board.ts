// Where every host of a play is now, folded from the events: what the live block shows. It knows nothing of terminals.

import { isOutcome, type Outcome, type PlayStarted, type RunEvent } from '../event.js';
import { outcomeTitle, titleText } from './outcome.js';
import { isFailure } from './status.js';

export interface Row {
  readonly host: string;
  state: 'waiting' | 'connecting' | 'looking' | 'acting' | 'done';
  /** The task that acts, or the one that failed. */
  task: string;
  /** The last line that the acting task printed, unsafe as it came. */
  said: string;
  /** Since when it is in this state, in milliseconds of the caller's clock. */
  since: number;
  /** Tasks it is through with, handlers aside; a task with a loop has many outcomes and counts once. */
  readonly finished: Set<number>;
  readonly counts: { changed: number; would_change: number; unknown: number };
  failed: boolean;
}

export interface Board {
  readonly play: PlayStarted;
  readonly began: number;
  readonly rows: ReadonlyMap<string, Row>;
}

export function openBoard(play: PlayStarted, now: number): Board {
  const rows = play.hosts.map((host): [string, Row] => [host, newRow(host, now)]);
  return { play, began: now, rows: new Map(rows) };
}

/** Brings the board up to date. Events of hosts that are not in the play are ignored. */
export function updateBoard(board: Board, event: RunEvent, now: number): void {
  if (!('host' in event) || event.host === undefined) return;
  const row = board.rows.get(event.host);
  if (!row) return;
  if (event.type === 'host') enter(row, event.state === 'connected' ? 'looking' : event.state, now);
  if (event.type === 'line') row.said = event.text;
  if (isOutcome(event)) addOutcome(row, event, now);
  if (event.type === 'start') {
    row.task = titleText(event.task);
    enter(row, 'acting', now);
  }
}

/** From 0 to 1. A host that is done counts in full, whatever was left for it to do. */
export function progressOf({ rows, play }: Board): number {
  if (rows.size === 0) return 1;
  const shares = [...rows.values()].map(({ state, finished }) =>
    state === 'done' ? 1 : Math.min(1, finished.size / Math.max(1, play.tasks)),
  );
  return shares.reduce((sum, share) => sum + share, 0) / rows.size;
}

function newRow(host: string, now: number): Row {
  const counts = { changed: 0, would_change: 0, unknown: 0 };
  return {
    host,
    state: 'waiting',
    task: '',
    said: '',
    since: now,
    finished: new Set(),
    counts,
    failed: false,
  };
}

function enter(row: Row, state: Row['state'], now: number): void {
  row.state = state;
  row.since = now;
  row.said = '';
}

function addOutcome(row: Row, outcome: Outcome, now: number): void {
  const { status } = outcome;
  if (outcome.type === 'outcome' && !outcome.task.handler) row.finished.add(outcome.task.id);
  if (status === 'changed' || status === 'would_change' || status === 'unknown') row.counts[status] += 1;
  if (isFailure(outcome)) {
    row.failed = true;
    row.task = outcomeTitle(outcome);
  }
  if (row.state === 'acting') enter(row, 'looking', now);
}
