// The pending handlers of one host, recorded on the host itself: written before the change that causes them, removed when
// they have run. In plan mode they are only read.

import { BecomeRefused, type Identity, type Snippet } from '../../connection.js';
import { failureMessage } from '../../host_words.js';
import { type Module, type Output, ProbeError } from '../../module.js';
import type { Handler } from '../../playbook/play.js';
import {
  listPendingHandlers,
  recordPendingHandler,
  removePendingHandlers,
} from '../../shell/pending_handlers.js';
import { readTransactions } from '../../shell/transaction.js';
import type { Probe } from '../host/probes.js';
import type { Target } from '../host/target.js';
import { encode, type PendingHandler, readPendingHandlers } from './pending_handler.js';
import { type About, readAbouts } from './transaction_record.js';

export class PendingStore {
  /** Of earlier runs: those that this run found and has not run. */
  readonly found = new Map<string, PendingHandler>();
  /** Transactions that an earlier run left open. */
  unfinished: readonly About[] = [];
  readonly #written = new Map<string, Set<Handler>>();
  /** Of those, the ones whose record may not have come to the host. */
  readonly #doubted = new Set<string>();
  #isRead = false;

  constructor(
    private readonly target: Target,
    private readonly modules: ReadonlyMap<string, Module>,
    private readonly warn: (message: string) => void,
  ) {}

  /** Whose state folder holds them: who keeps the lock. */
  get lockOwner(): Identity {
    return this.target.connection.lock.owner ?? { kind: 'login' };
  }

  /** The probes that tell pending handlers and open transactions, until they were asked. */
  probes(): readonly Probe[] {
    const scripts = this.#isRead ? [] : [listPendingHandlers, readTransactions];
    const doing = 'reading what earlier runs left pending';
    return scripts.map((script) => ({ identity: this.lockOwner, script, doing }));
  }

  /** The host was lost, and is not any more: what this run has recorded there is read like the records of others. */
  anew(): void {
    this.#isRead = false;
  }

  /**
   * Reads them, once in a run. Where the owner of the lock cannot be had, the login user keeps them.
   *
   * @throws ProbeError where there may be some that cannot be read
   */
  async read(ahead: () => readonly Probe[]): Promise<void> {
    const [probe, other] = this.probes();
    if (!probe || !other) return;
    try {
      const said = whole(await this.target.answer(probe, () => [other, ...ahead()]));
      const pendingHandlers = readPendingHandlers(said, this.modules);
      const open = readAbouts(whole(await this.target.answer(other)));
      this.unfinished = open.records;
      for (const pending of pendingHandlers.records) this.found.set(pending.id, pending);
      if (pendingHandlers.unreadable > 0)
        this.warn(
          `${pendingHandlers.unreadable} pending handlers of an earlier run cannot be read and stay where they are`,
        );
      if (open.unreadable > 0)
        this.warn(
          `${open.unreadable} blocks that an earlier run left open cannot be read and stay as they are`,
        );
      this.#isRead = true;
    } catch (error) {
      if (!(error instanceof BecomeRefused) || this.lockOwner.kind === 'login') throw error;
      this.target.connection.lock.owner = { kind: 'login' };
      await this.read(ahead);
    }
  }

  /**
   * The steps that write down what is not written yet; they go before the steps that cause it.
   *
   * @param again true: what was to be written before may not have been
   */
  record(pendingHandlers: ReadonlyMap<PendingHandler, Handler>, again: boolean): readonly Snippet[] {
    const steps: Snippet[] = [];
    for (const [pending, handler] of pendingHandlers) {
      const causes = this.#written.get(pending.id);
      const isUnwritten = again || !causes || this.#doubted.has(pending.id);
      if (isUnwritten && !this.found.has(pending.id))
        steps.push(recordPendingHandler(pending.id, encode(pending)));
      this.#doubted.delete(pending.id);
      this.#written.set(pending.id, (causes ?? new Set()).add(handler));
    }
    return steps;
  }

  /** Steps that were to write some down may not have run. They are written again before the next change that causes them. */
  doubt(): void {
    for (const id of this.#written.keys()) this.#doubted.add(id);
  }

  /**
   * Those that are no longer pending.
   *
   * @param ran names of the handlers that ran: one recorded by its name alone, by any run, has run with them
   */
  settled(isSettled: (handler: Handler) => boolean, ran: ReadonlySet<string>): readonly string[] {
    const written = [...this.#written].filter(([, causes]) => [...causes].every(isSettled));
    const named = [...this.found.values()].filter(
      (pending) => pending.wanted === undefined && ran.has(pending.name),
    );
    return [...written.map(([id]) => id), ...named.map(({ id }) => id)];
  }

  async crossOff(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const limits = this.target.housekeeping('brief', 'removing the records of handlers that have run');
    try {
      await this.target.ask(this.lockOwner, [removePendingHandlers(ids)], limits);
    } catch (error) {
      // One that has run and is still recorded runs again in the next run, which does no harm.
      if (!(error instanceof ProbeError)) throw error;
    }
    this.forget(ids);
  }

  /** Their records are removed from the host. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#written.delete(id);
      this.found.delete(id);
    }
  }
}

/** A probe that failed is not the same as finding nothing. */
function whole(output: Output): Output {
  if (output.code === 0) return output;
  throw new ProbeError(
    `what earlier runs left pending on this host could not be read: ${failureMessage(output)}`,
  );
}
