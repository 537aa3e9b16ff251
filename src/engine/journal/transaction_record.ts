// A block's transaction on one host, as the controller knows it: which numbers stand for what is kept, and how far it is.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { PutStep, Step } from '../../change.js';
import type { Snippet } from '../../connection.js';
import { type Output, ProbeError } from '../../module.js';
import type { Task } from '../../playbook/play.js';
import type { ResolvedReady } from '../../playbook/resolve.js';
import { type Keeping, keep, openTransaction, TRANSACTION_SEPARATOR } from '../../shell/transaction.js';
import { armTimer } from '../../shell/undo_timer.js';
import { readRecords } from './records.js';

/** What the host keeps about it, for the run that finds it open. */
export interface About {
  readonly id: string;
  /** The block's name. */
  readonly name: string;
  /** ISO 8601, of the controller. */
  readonly since: string;
}

/** A file that a block wrote, and what for. */
export interface Written {
  readonly step: PutStep;
  readonly task: Task;
  readonly item: ResolvedReady;
}

export interface TransactionTerms {
  readonly name: string;
  readonly since: Date;
  /** Commands, rendered. */
  readonly undo: readonly string[];
  /** Seconds. */
  readonly confirm: number | undefined;
}

export class TransactionRecord {
  readonly id = randomBytes(12).toString('hex');
  /** Handlers that are due because of a task that stays. */
  readonly lasting = new Set<string>();
  /** Files that the block wrote, for the explanation of a validator's complaint. */
  readonly written: Written[] = [];

  #state: 'not begun' | 'begun' | 'open' = 'not begun';
  readonly #numbers = new Map<string, number>();

  constructor(private readonly terms: TransactionTerms) {}

  /** Whether there may be anything to put back. */
  get isBegun(): boolean {
    return this.#state !== 'not begun';
  }

  /** Whether something secret went into a file that the block wrote. */
  get holdsSecrets(): boolean {
    return this.written.some(({ item }) => item.handlesSecret);
  }

  /** Whether it waits for a confirmation, so that each of its changes may be the one that cuts the connection. */
  get isTimed(): boolean {
    return this.terms.confirm !== undefined;
  }

  /** How many things are kept. */
  get size(): number {
    return this.#numbers.size;
  }

  /**
   * The steps that go before those of a change. They may be sent again after a lost connection. Of what is to stay
   * nothing is kept; but the commands of a block that has some take that back too, so they stand by.
   *
   * @param by what makes the change
   * @throws ProbeError where the first change of a block with `confirm` cost the connection: it is not made again
   */
  before(steps: readonly Step[], by: Omit<Written, 'step'>): readonly Snippet[] {
    const { confirm, undo } = this.terms;
    const { irreversible } = by.task;
    this.written.push(...steps.flatMap((step) => (step.kind === 'put' ? [{ step, ...by }] : [])));
    if (irreversible && undo.length === 0) return [];
    if (this.#state === 'begun' && confirm !== undefined) {
      throw new ProbeError('the connection was lost by this change, so it is not made again');
    }
    const opening = this.#state === 'open' ? [] : [openTransaction(this.id, this.#about(), undo)];
    if (this.#state === 'not begun') this.#state = 'begun';
    const timer = confirm === undefined ? [] : [armTimer(this.id, confirm)];
    const things = irreversible ? [] : steps.flatMap((step) => this.#keepings(step));
    return [...opening, ...timer, keep(this.id, things)];
  }

  /** The host has answered a request that held the steps of `before`. */
  answered(): void {
    if (this.#state === 'begun') this.#state = 'open';
  }

  #about(): string {
    const { name, since } = this.terms;
    return JSON.stringify({ id: this.id, name, since: since.toISOString() } satisfies About);
  }

  #keepings(step: Step): readonly Keeping[] {
    if (step.kind === 'put') {
      const { path, follow = true } = step;
      return this.#ofPath(path, follow, step);
    }
    const { undo, touches = [], removes = [], follow = false } = step;
    return [
      ...(undo === undefined
        ? []
        : [{ number: this.#numberOf(`undo ${undo}`), kind: 'undo', script: undo } as const]),
      ...touches.flatMap((path) => this.#ofPath(path, follow, step)),
      ...removes.map((path) => this.#keeping('tree', path, step)),
    ];
  }

  #ofPath(path: string, follow: boolean, step: Step): readonly Keeping[] {
    const itself = this.#keeping('itself', path, step);
    return follow ? [itself, this.#keeping('followed', path, step)] : [itself];
  }

  #keeping(kind: 'itself' | 'followed' | 'tree', path: string, { unsafe }: Step): Keeping {
    return { number: this.#numberOf(`${kind} ${path}`), kind, path, ...(unsafe && { unsafe }) };
  }

  #numberOf(what: string): number {
    const number = this.#numbers.get(what) ?? this.#numbers.size + 1;
    this.#numbers.set(what, number);
    return number;
  }
}

const about = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{1,64}$/),
  name: z.string().max(1000),
  since: z.string().max(40),
});

/** What a host says of its open transactions; those that cannot be read (another version wrote them) are counted. */
export function readAbouts({ stdout }: Output) {
  return readRecords(
    stdout,
    TRANSACTION_SEPARATOR,
    (value): About | undefined => about.safeParse(value).data,
  );
}
