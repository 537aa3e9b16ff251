// Logins that were refused just now. sshd puts a penalty on our address for each (PerSourcePenalties), and after three lets
// nobody in from there: so the same login under another name of the host is answered from here.

import { LoginRefused } from '../connection.js';
import { type Route, routeKey } from './route.js';

/** Milliseconds: the penalty for one of them. */
const WHILE = 5000;

export class RefusedLogins {
  private readonly last = new Map<string, { readonly at: number; readonly error: LoginRefused }>();

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
    const before = this.last.get(key);
    if (before && clock() - before.at < WHILE) throw before.error.at(route.target.host);
    try {
      return await connect();
    } catch (error) {
      if (error instanceof LoginRefused) this.last.set(key, { at: clock(), error });
      throw error;
    }
  }
}
