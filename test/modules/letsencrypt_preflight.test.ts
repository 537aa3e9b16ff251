// letsencrypt_preflight: when it asks at all, what it finds in a DNS of its own and on a port 80 of its own, and the
// budget of a fleet. On hosts: test/lab/letsencrypt.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderBudget } from '../../src/modules/letsencrypt/budget.js';
import { obstaclesTo } from '../../src/proof/challenge.js';
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

  it('a closed port 80 is an obstacle where somebody has to answer, and none for a server of certbot', async () => {
    expect(await obstaclesTo({ ...challenge, isServed: true })).toEqual([
      expect.stringContaining('nobody answers on port 80 of 127.0.0.9'),
    ]);
    expect(await obstaclesTo({ ...challenge, isServed: false })).toEqual([]);
  });
});

it('grants no more than the budget, whatever hosts tell in whatever order', () => {
  const host = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), recent: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(host), fc.integer({ min: 1, max: 20 }), (hosts, limit) => {
      const budget = new OrderBudget();
      for (const { name, recent } of hosts) {
        budget.tell(name, recent);
        const before = budget.used;
        expect(budget.take(limit)).toBe(before < limit);
        expect(budget.used).toBe(before + (before < limit ? 1 : 0));
      }
    }),
  );
});
