// Hosts that meet at a task which one of them does for all.

import type { ItemResult } from './result.js';

/** Hosts at a task that one of them does for all. */
export class Meeting {
  results: readonly ItemResult[] | undefined;
  readonly #came = new Set<string>();
  #leader: string | undefined;

  /** @param order of the hosts in the play */
  constructor(private readonly order: readonly string[]) {}

  join(name: string): void {
    this.#came.add(name);
  }

  /** The first of those who came, in the order of the play: asked when nobody is still to come. */
  get leader(): string | undefined {
    this.#leader ??= this.order.find((name) => this.#came.has(name));
    return this.#leader;
  }
}
