// Flags instead of answers: what is wrong with them is told before any host is reached, all of it.

import { describe, expect, it } from 'vitest';
import { blockerIn, warningsOf } from '../../src/setup/conversation/blocker.js';
import { givenFor, requireTerminal, requireUsed } from '../../src/setup/conversation/flags.js';
import type { QuestionId } from '../../src/setup/conversation/question.js';
import { bare, listening } from './host_report.js';

const values = (record: Partial<Record<QuestionId, readonly string[] | true>>) =>
  new Map(Object.entries(record) as [QuestionId, readonly string[] | true][]);

describe('flags', () => {
  it('are good for all hosts, or one for each', () => {
    const given = givenFor(
      values({ name: ['a.example.org', 'b.example.org'], proxy: ['nginx'], accept_terms: true }),
      ['a', 'b'],
    );
    expect(given.map((each) => Object.fromEntries(each))).toEqual([
      { name: 'a.example.org', proxy: 'nginx', accept_terms: 'yes' },
      { name: 'b.example.org', proxy: 'nginx', accept_terms: 'yes' },
    ]);
  });

  it.each([
    [{ clients: ['many'] }, ['a'], '--clients many: expected a whole number'],
    [{ name: ['a.example.org'] }, ['a', 'b'], '--name is wanted once for each host, in their order: a, b'],
    [{ proxy: ['nginx', 'apache2'] }, ['a'], '--proxy is wanted once for each host'],
  ])('%j for %j', (record, hosts, message) => {
    expect(() => givenFor(values(record), hosts)).toThrow(message);
  });

  it('that answer nothing are told', () => {
    const given = values({ email: ['a@example.org'], name: ['a.example.org'] });
    expect(() => requireUsed(given, new Set(['name']))).toThrow('--email answers nothing here');
    expect(() => requireUsed(given, new Set(['name', 'email'] as const))).not.toThrow();
  });

  it.each([
    [{}, false, ['a host', '--name <name>', '--proxy <proxy>', '--certificate <kind>', '--clients <number>']],
    [
      { certificate: ['letsencrypt'], name: ['192.0.2.1'], clients: ['9'] },
      true,
      ['--proxy <proxy>', '--email <address>', '--accept-terms'],
    ],
  ] as const)('are named where there is no terminal, beside %j', (record, isHostNamed, missing) => {
    const flags = ['--yes', ...missing, '--requests-per-second <number>', '--firewall <firewall>'].join(', ');
    const advice = expect.stringContaining(`these flags are missing: ${flags}\n`) as string;
    const problems = [{ message: 'there is no terminal to ask at', place: undefined, advice }];
    let thrown: unknown;
    try {
      requireTerminal(values(record), isHostNamed);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ problems });
  });
});

describe('a host of which no endpoint is made', () => {
  const node = (unsafe: 'served' | 'refused', roles = ['Full']) => ({
    node: {
      port: 9944,
      report: { kind: 'answers', unsafe: { kind: unsafe }, roles, chain: 'Westend' } as const,
    },
  });
  it.each([
    [node('served'), /answers system_peers.*\nStart it with --rpc-methods=safe/],
    [{ listeners: [listening(80, 'lighttpd')] }, /^port 80 belongs to lighttpd\nnginx, Apache and haproxy /],
    [
      { listeners: [listening(80, 'apache2'), listening(443, 'haproxy')] },
      /^nginx: port 80 belongs to apache2; Apache: port 443 belongs to haproxy; haproxy: port 80 belongs to apache2$/m,
    ],
    [
      {
        listeners: [listening(80, 'haproxy')],
        proxies: [{ name: 'haproxy', runs: true, sites: ['shop'], keeps: [80] } as const],
      },
      /haproxy: port 80 belongs to another site of haproxy$/m,
    ],
  ])('%#', (found, message) => {
    expect(blockerIn({ ...bare, ...found })).toMatch(message);
  });

  it.each([{}, { listeners: [listening(80, 'apache2'), listening(443, 'apache2')] }])(
    'is no other: %j',
    (found) => {
      expect(blockerIn({ ...bare, ...found })).toBeUndefined();
    },
  );

  it('a validator is a warning', () => {
    expect(warningsOf({ ...bare, ...node('refused', ['Authority']) })).toEqual([
      expect.stringContaining('the node is a validator'),
    ]);
  });
});
