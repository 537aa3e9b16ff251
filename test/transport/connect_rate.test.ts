// How many connections are made at once, and how often one is tried.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Unreachable } from '../../src/connection.js';
import { createConnectRate } from '../../src/transport/connect_rate.js';
import { TurnedAway } from '../../src/transport/turned_away.js';

const full = new TurnedAway('load', 'h1: full', 'wait');
const penalised = new TurnedAway('penalty', 'h1: penalised', 'wait');
const { signal } = new AbortController();

describe('a connectRate', () => {
  it('lets eight at once through each hop', async () => {
    const connectRate = createConnectRate();
    const inside = { a: 0, b: 0, both: 0 };
    const most = { a: 0, b: 0, both: 0 };
    const pass = (host: 'a' | 'b') =>
      connectRate.pass(
        [host, 'bastion'],
        async () => {
          for (const hop of [host, 'both'] as const) most[hop] = Math.max(most[hop], ++inside[hop]);
          await sleep(5);
          for (const hop of [host, 'both'] as const) inside[hop]--;
        },
        signal,
      );
    await Promise.all(Array.from({ length: 40 }, (_, index) => pass(index % 2 === 0 ? 'a' : 'b')));
    expect(most.both).toBe(8);
    expect(Math.max(most.a, most.b)).toBeLessThanOrEqual(8);
  });

  it('lets other hops alone', async () => {
    const connectRate = createConnectRate();
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const waiting = Array.from({ length: 20 }, () => connectRate.pass(['full'], () => blocked, signal));
    expect(await connectRate.pass(['free'], async () => 'in', signal)).toBe('in');
    release();
    await Promise.all(waiting);
  });

  it.each([
    ['again and again after it was turned away', full, 6],
    ['for two minutes where it is penalised', penalised, 16],
    ['once where it cannot be reached', new Unreachable('down'), 1],
  ])('tries %s', async (_, error, expected) => {
    let tries = 0;
    const connect = async () => {
      tries++;
      throw error;
    };
    await expect(
      createConnectRate({ firstPause: 1, penaltyPause: 1 }).pass(['hop'], connect, signal),
    ).rejects.toBe(error);
    expect(tries).toBe(expected);
  });

  it('goes on as long as for a penalty once it was told of one, tells it once, and is let in', async () => {
    const told: string[] = [];
    const answers = [full, penalised, full, full, full, full, full, full, penalised];
    const connectRate = createConnectRate({
      firstPause: 1,
      penaltyPause: 1,
      tell: (message) => told.push(message),
    });
    const connect = async () => {
      const error = answers.shift();
      if (error) throw error;
      return 'in';
    };
    expect(await connectRate.pass(['hop'], connect, signal)).toBe('in');
    expect(told).toEqual(['h1: penalised; asking again for 2 minutes']);
  });

  it('is left when the run is given up', async () => {
    const abort = new AbortController();
    const passing = createConnectRate({ firstPause: 10_000 }).pass(
      ['hop'],
      () => Promise.reject(full),
      abort.signal,
    );
    setTimeout(() => abort.abort(), 20);
    await expect(passing).rejects.toMatchObject({ name: 'AbortError' });
  });
});
