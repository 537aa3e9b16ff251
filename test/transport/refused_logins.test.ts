// The same login at the same address is not refused twice within the penalty that sshd has for one.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LoginRefused, Unreachable } from '../../src/connection.js';
import { RefusedLogins } from '../../src/transport/refused_logins.js';
import type { Route } from '../../src/transport/route.js';

const route = (host: string, own: object = {}) =>
  ({
    settings: {},
    destination: { host, hostname: '192.0.2.1', user: 'ada', ...own },
    through: undefined,
  }) as unknown as Route;

describe('a refused login', () => {
  const open = (error: Error) => {
    const state = { now: 0, tries: 0 };
    const logins = new RefusedLogins();
    const connect = async () => {
      state.tries += 1;
      throw error;
    };
    const attempt = (of: Route) => logins.attempt(of, connect, () => state.now);
    return { state, attempt };
  };
  const refused = new LoginRefused('h1', 'ada may not log in', 'try it');

  it('is remembered for 5 seconds under all names of the host', async () => {
    const { state, attempt } = open(refused);
    await expect(attempt(route('h1'))).rejects.toThrow('h1: ada may not log in');
    state.now = 4999;
    await expect(attempt(route('h2'))).rejects.toThrow('h2: ada may not log in');
    expect(state.tries).toBe(1);
    state.now = 5000;
    await expect(attempt(route('h1'))).rejects.toThrow('h1: ada may not log in');
    expect(state.tries).toBe(2);
  });

  it('of another user or with another key says nothing, nor does a host that is down', async () => {
    const { state, attempt } = open(refused);
    for (const own of [{}, { user: 'bob' }, { namedKey: '/key' }, { hostname: '192.0.2.2' }])
      await expect(attempt(route('h1', own))).rejects.toThrow();
    expect(state.tries).toBe(4);
    const down = open(new Unreachable('h1: down'));
    for (const name of ['h1', 'h2']) await expect(down.attempt(route(name))).rejects.toThrow('down');
    expect(down.state.tries).toBe(2);
  });

  it('holds up those who would try the same at once, again after its time is over; others go side by side', async () => {
    const { state, attempt } = open(refused);
    const all = () =>
      Promise.allSettled(Array.from({ length: 9 }, (_, index) => attempt(route(`h${index}`))));
    await all();
    expect(state.tries).toBe(1);
    state.now = 5000;
    await all();
    expect(state.tries).toBe(2);
  });

  it('that is let in, or does not get so far, lets the others go side by side', async () => {
    const logins = new RefusedLogins();
    for (const end of ['in', new Unreachable('h1: down')]) {
      let [running, most] = [0, 0];
      const connect = async () => {
        most = Math.max(most, ++running);
        await sleep(1);
        running -= 1;
        if (typeof end !== 'string') throw end;
        return end;
      };
      const names = Array.from({ length: 9 }, (_, index) => route(`h${index}`, { user: `${end}` }));
      await Promise.allSettled(names.map((name) => logins.attempt(name, connect)));
      expect(most).toBe(8);
    }
  });
});
