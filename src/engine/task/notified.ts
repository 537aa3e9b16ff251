// Which handlers tasks have notified, and which they may notify in a plan that does not know yet.

import type { Handler } from '../../playbook/play.js';

interface Order {
  last: number;
  readonly noted: Map<string, number>;
  readonly started: Map<string, number>;
}

/** What the tasks of one host in one play have notified. */
export class Notified {
  /** When names were noted and units were started, one after the other. */
  readonly #order: Order;
  /** By a task with something secret: what the handler says may quote it. */
  readonly #secretly: Set<string>;
  /** In a plan: by a task that is not known yet, each with the title of that task. */
  readonly #perhaps: Map<string, string>;

  private constructor(
    /** Names, of handlers that have not run since, or words that they listen to. */
    readonly due: Set<string>,
    play?: Notified,
  ) {
    this.#order = play ? play.#order : { last: 0, noted: new Map(), started: new Map() };
    this.#secretly = play ? play.#secretly : new Set();
    this.#perhaps = play ? play.#perhaps : new Map();
  }

  static nothing(): Notified {
    return new Notified(new Set());
  }

  /** The same play, with names that are due apart from those here: of a transaction. */
  apart(due: Iterable<string> = []): Notified {
    const apart = new Notified(new Set(), this);
    for (const name of due) apart.#noteNow(name);
    return apart;
  }

  note(name: string, secret: boolean): void {
    this.#noteNow(name);
    if (secret) this.#secretly.add(name);
  }

  #noteNow(name: string): void {
    this.due.add(name);
    this.#order.noted.set(name, ++this.#order.last);
  }

  /** Units of systemd that run anew, with all that was written until now. */
  start(units: readonly string[]): void {
    for (const unit of units) this.#order.started.set(unit, ++this.#order.last);
  }

  /** What was started was stopped again, as it is put back. */
  forgetStarts(): void {
    this.#order.started.clear();
  }

  areStartedSince({ names }: Handler, units: readonly string[]): boolean {
    const { noted, started } = this.#order;
    const last = Math.max(...names.map((name) => noted.get(name) ?? 0));
    return units.every((unit) => (started.get(unit) ?? 0) > last);
  }

  notePerhaps(name: string, by: string): void {
    if (!this.#perhaps.has(name)) this.#perhaps.set(name, by);
  }

  /** Whether something secret notified it. */
  isSecret(handler: Handler): boolean {
    return isDue(handler, this.#secretly);
  }

  /** Takes what may be notified: names, and who may notify them. */
  takePerhaps(): ReadonlyMap<string, string> {
    const perhaps = new Map(this.#perhaps);
    this.#perhaps.clear();
    return perhaps;
  }
}

/** @param due names that were notified: of handlers, or words that they listen to */
export function isDue({ names }: Handler, due: ReadonlySet<string>): boolean {
  return names.some((name) => due.has(name));
}

/** The name that is a handler's alone: it stands for it on the host, and where it is due by a word of several. */
export function ownName({ name, names }: Handler): string {
  return names[0] ?? name.text;
}
