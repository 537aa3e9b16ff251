// What a run owes one host, kept on the host itself: written down before the change that causes it, crossed off when
// it is paid. In plan mode it is only read.

import { BecomeRefused, type Identity, type Snippet } from '../../connection.js';
import { CouldNotLook, type Module, type Output } from '../../module.js';
import type { Handler } from '../../playbook/play.js';
import { readDebts, removeDebts, writeDebt } from '../../shell/debts.js';
import { readTransactions } from '../../shell/transaction.js';
import { housekeeping } from '../host/housekeeping.js';
import { failureMessage } from '../host/last_words.js';
import type { Look, Target } from '../host/target.js';
import { type Debt, encode } from './pending_handler.js';
import { readDebtList } from './pending_schema.js';
import { type About, readAbouts } from './transaction_record.js';

export class Ledger {
  /** Debts of earlier runs that this run found and has not paid. */
  readonly found = new Map<string, Debt>();
  /** Transactions that an earlier run left open. */
  unfinished: readonly About[] = [];
  readonly #written = new Map<string, Set<Handler>>();
  #isRead = false;

  constructor(
    private readonly target: Target,
    /** Whose state folder holds the debts. */
    public keeper: Identity,
    private readonly modules: ReadonlyMap<string, Module>,
    private readonly warn: (message: string) => void,
  ) {}

  /** The looks that tell debts and open transactions, until they were taken. */
  looks(): readonly Look[] {
    const scripts = this.#isRead ? [] : [readDebts, readTransactions];
    const doing = 'reading what earlier runs left pending';
    return scripts.map((script) => ({ identity: this.keeper, script, doing }));
  }

  /** The host was lost, and is not any more: what this run owes it is read like the debts of others. */
  anew(): void {
    this.#isRead = false;
  }

  /**
   * Reads the debts, once in a run. Where the keeper cannot be had, the login user keeps them.
   *
   * @throws CouldNotLook where there may be some that nobody can read
   */
  async read(ahead: () => readonly Look[]): Promise<void> {
    const [look, other] = this.looks();
    if (!look || !other) return;
    try {
      const said = whole(await this.target.answer(look, () => [other, ...ahead()]));
      const debts = readDebtList(said, this.modules);
      const open = readAbouts(whole(await this.target.answer(other)));
      this.unfinished = open.records;
      for (const debt of debts.records) this.found.set(debt.id, debt);
      if (debts.unreadable > 0)
        this.warn(`${debts.unreadable} debts of an earlier run cannot be read and stay where they are`);
      if (open.unreadable > 0)
        this.warn(
          `${open.unreadable} blocks that an earlier run left open cannot be read and stay as they are`,
        );
      this.#isRead = true;
    } catch (error) {
      if (!(error instanceof BecomeRefused) || this.keeper.kind === 'login') throw error;
      this.keeper = { kind: 'login' };
      this.target.line.lock.keeper = this.keeper;
      await this.read(ahead);
    }
  }

  /**
   * The steps that write down what is not written yet; they go before the steps that cause it.
   *
   * @param again true: what was to be written before may not have been
   */
  owe(debts: ReadonlyMap<Debt, Handler>, again: boolean): readonly Snippet[] {
    const steps: Snippet[] = [];
    for (const [debt, handler] of debts) {
      const causes = this.#written.get(debt.id);
      if ((again || !causes) && !this.found.has(debt.id)) steps.push(writeDebt(debt.id, encode(debt)));
      this.#written.set(debt.id, (causes ?? new Set()).add(handler));
    }
    return steps;
  }

  /**
   * Crosses off what is no longer owed.
   *
   * @param paid names of the handlers that ran: a debt by name alone, of whichever run, is paid by them
   */
  async settle(isSettled: (handler: Handler) => boolean, paid: ReadonlySet<string>): Promise<void> {
    const written = [...this.#written].filter(([, causes]) => [...causes].every(isSettled));
    const named = [...this.found.values()].filter((debt) => debt.wanted === undefined && paid.has(debt.name));
    await this.cross([...written.map(([id]) => id), ...named.map(({ id }) => id)]);
  }

  async cross(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const limits = housekeeping(this.target, 'brief', 'crossing off what was owed');
    try {
      await this.target.ask(this.keeper, [removeDebts(ids)], limits);
    } catch (error) {
      // A debt that is paid and still written down is paid again by the next run, which does no harm.
      if (!(error instanceof CouldNotLook)) throw error;
    }
    for (const id of ids) {
      this.#written.delete(id);
      this.found.delete(id);
    }
  }
}

/** Not being able to look is not the same as owing nothing. */
function whole(output: Output): Output {
  if (output.code === 0) return output;
  throw new CouldNotLook(`what earlier runs owe this host could not be read: ${failureMessage(output)}`);
}
