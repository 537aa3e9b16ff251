// Where a host is on its way through the run, as numbers that ascend: what stands further down the page is greater.

import type { Include } from '../../playbook/play.js';

/**
 * How many batches had their turn before, then ids of parts, which ascend in the order of the page. Between the id of a
 * part and those in it stands the stage that they belong to.
 */
export type Position = readonly number[];

/** Whatever walks a list of parts. */
export interface Placed {
  /** Where the list stands that it is walking, in the batch. */
  readonly path: Position;
}

/** What comes after what within one part: of a block, of a transaction, of a task that is done for others too. */
const stages = [
  'parts',
  'validate',
  'done',
  'included',
  'handlers',
  'prove',
  'undone',
  'rescue',
  'always',
] as const;

export type Stage = (typeof stages)[number];

/** Below zero: the first comes before the other. What stands in a part comes after the part itself. */
export function compare(one: Position, other: Position): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [a = 0, b = 0] = [one[index], other[index]];
    if (a !== b) return a < b ? -1 : 1;
  }
  return one.length - other.length;
}

export function within(position: Position, stage: Stage): Position {
  return [...position, stages.indexOf(stage)];
}

/** The host with the lists of one stage of a part before it. */
export function inside<Host extends Placed>(host: Host, id: number, stage: Stage): Host {
  return { ...host, path: within([...host.path, id], stage) };
}

/** What an include brings in: each turn comes after the one before, though its tasks are the same. */
export function inTurn<Host extends Placed>(host: Host, { task }: Include, index: number): Host {
  const included = inside(host, task.id, 'included');
  return { ...included, path: [...included.path, index] };
}

/** Behind every task of a batch: handlers that run at the end of the play. */
export function atEnd<Host extends Placed>(host: Host): Host {
  return { ...host, path: [...host.path, Number.POSITIVE_INFINITY] };
}
