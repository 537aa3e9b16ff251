// letsencrypt_preflight: when it asks at all, what it finds in a DNS of its own and on a port 80 of its own, and the
// budget of a fleet. On hosts: test/lab/letsencrypt.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderBudget } from '../../src/module_parts/letsencrypt/budget.js';
import { blockersTo } from '../../src/proof/challenge.js';
import { runAction } from './ask_module.js';
import { printed } from './letsencrypt_printed.js';

const wanted = {
  names: ['b.lab.test'],
  accept_terms: true,
  server: 'https://198.18.3.11:14000/dir',
  ca_file: '/etc/ssl/certs/hostwright-acme-ca.pem',
  reload: 'nginx',
  // Nobody answers there.
  name_server: '127.0.0.1:9',
};
const run = (text: string, more: object = {}) => {
  const seen = { code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0) };
  return runAction('letsencrypt_preflight', { ...wanted, ...more }, { seen });
};

it('asks nobody where nothing is to be ordered', async () => {
  expect(await run(printed)).toEqual({ result: { due: false } });
});

it('leaves to the order what certbot cannot do', async () => {
  expect(await run(printed, { names: '192.0.2.1' })).toEqual({ result: { due: false } });
});

it('tells what stands in the way of an order, with what is expected', async () => {
  const { failed, message } = await run(`address=192.0.2.7\n${printed}`, { names: ['c.lab.test'] });
  expect(failed).toBe(true);
  expect(message).toContain('No certificate was ordered.');
  expect(message).toContain('c.lab.test has no address in DNS, and 127.0.0.1 or 192.0.2.7 is expected');
});

describe('the way of an ACME server', () => {
  const { signal } = new AbortController();
  const challenge = {
    names: [],
    expected: ['127.0.0.1'],
    address: '127.0.0.9',
    nameServer: undefined,
    timeout: 2,
    signal,
  };

  it('a closed port 80 is an blocker where somebody has to answer, and none for a server of certbot', async () => {
    expect(await blockersTo({ ...challenge, isServed: true })).toEqual([
      expect.stringContaining('nobody answers on port 80 of 127.0.0.9'),
    ]);
    expect(await blockersTo({ ...challenge, isServed: false })).toEqual([]);
  });
});

describe('the budget', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  const server = 'https://acme.lab.test/dir';
  const remembered = (all: string[] = []) => ({
    lines: () => all,
    add: (line: string) => void all.push(line),
  });

  it('is never exceeded, whatever hosts tell in whatever order, in this run or the next', () => {
    const order = fc.record({
      host: fc.constantFrom('a', 'b', 'c', 'd'),
      recent: fc.nat(3),
      newRun: fc.boolean(),
      minutes: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.array(order), fc.integer({ min: 1, max: 9 }), (orders, limit) => {
        const runLog = remembered();
        const granted: { at: number; host: string }[] = [];
        let [budget, clock] = [new OrderBudget(), now];
        for (const { host, recent, newRun, minutes } of orders) {
          if (newRun) budget = new OrderBudget();
          clock += minutes * 60_000;
          budget.tell(host, recent);
          const [before, may] = [
            budget.used(runLog, server, clock),
            budget.take(runLog, { host, server }, limit, clock),
          ];
          expect(may).toBe(before < limit);
          if (may) granted.push({ at: clock, host });
          const ofHour = granted.filter(({ at }) => at > clock - 3600_000);
          expect(ofHour.length).toBeLessThanOrEqual(limit);
          expect(budget.used(runLog, server, clock)).toBeGreaterThanOrEqual(ofHour.length);
        }
      }),
    );
  });

  it('counts what another run was granted, at the same server, within the hour', () => {
    const runLog = remembered();
    for (const host of ['a', 'b'])
      expect(new OrderBudget().take(runLog, { host, server }, 2, now)).toBe(true);
    const third = { host: 'c', server };
    expect(new OrderBudget().take(runLog, third, 2, now)).toBe(false);
    expect(new OrderBudget().take(runLog, { ...third, server: 'https://other.lab.test/dir' }, 2, now)).toBe(
      true,
    );
    expect(new OrderBudget().take(runLog, third, 2, now + 3600_001)).toBe(true);
  });

  it('what a host got is not counted twice, and what it got besides is', () => {
    const [runLog, budget] = [remembered(), new OrderBudget()];
    expect(budget.take(runLog, { host: 'a', server }, 9, now)).toBe(true);
    budget.tell('a', 1);
    expect(budget.used(runLog, server, now)).toBe(1);
    budget.tell('a', 3);
    expect(budget.used(runLog, server, now)).toBe(3);
  });

  it('is not taken by one that was refused, and lines without sense are nothing', () => {
    const runLog = remembered(['', '{', 'null', '{"at":"soon"}', '{"id":1,"at":2,"host":"a","server":"b"}']);
    const budget = new OrderBudget();
    expect(budget.take(runLog, { host: 'a', server }, 1, now)).toBe(true);
    for (const host of ['b', 'c']) expect(budget.take(runLog, { host, server }, 1, now)).toBe(false);
    expect(budget.used(runLog, server, now)).toBe(1);
  });
});
