// Orders of a whole fleet within an hour. Authorities count what they issue, and refuse for a week who asks for too much.

/** What hosts have told of their last hour, and what was granted since; for one run, since the hosts themselves remember. */
export class OrderBudget {
  readonly #told = new Map<string, number>();
  #granted = 0;

  /** @param recent certificates that this host got in the last hour */
  tell(host: string, recent: number): void {
    this.#told.set(host, recent);
  }

  /** How many are used up. */
  get used(): number {
    return this.#granted + [...this.#told.values()].reduce((sum, recent) => sum + recent, 0);
  }

  /** @returns whether one more order is within the budget, which is then taken */
  take(limit: number): boolean {
    if (this.used >= limit) return false;
    this.#granted += 1;
    return true;
  }
}
