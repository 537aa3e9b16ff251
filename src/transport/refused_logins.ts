// Logins that were refused just now. sshd puts a penalty on our address for each (PerSourcePenalties), and after three
// refuses every login from there. So the same login under another name of the host waits for the first, and is answered
// from here.

import { LoginRefused } from '../connection.js';
import { type Route, routeKey } from './route.js';

/** Milliseconds: the penalty for one of them. */
const WHILE = 5000;

export class RefusedLogins {
  private readonly last = new Map<string, { readonly at: number; readonly error: LoginRefused }>();
  /** Logins of which the last attempt was not refused: none has to wait for another. */
  private readonly open = new Set<string>();
  private readonly running = new Map<string, Promise<unknown>>();

  /**
   * @param clock milliseconds
   * @throws what `connect` throws, or has thrown just now
   */
  async attempt<Result>(
    route: Route,
    connect: () => Promise<Result>,
    clock = performance.now.bind(performance),
  ): Promise<Result> {
    const key = routeKey(route);
    // Waits until no other login is trying whether it is let in.
    for (let other = this.running.get(key); other && !this.open.has(key); ) {
      await other.catch(() => undefined);
      const next = this.running.get(key);
      if (next === other) break;
      other = next;
    }
    const before = this.last.get(key);
    if (before && clock() - before.at < WHILE) throw before.error.at(route.destination.host);
    const attempt = connect();
    this.running.set(key, attempt);
    try {
      const result = await attempt;
      this.open.add(key);
      return result;
    } catch (error) {
      if (error instanceof LoginRefused) {
        this.last.set(key, { at: clock(), error });
        this.open.delete(key);
      } else this.open.add(key);
      throw error;
    }
  }
}
