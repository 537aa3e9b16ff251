// What a cap of connections comes to: rules, and the verdict about what a host has of them.

import { describe, expect, it } from 'vitest';
import type { Found } from '../../src/module_parts/connection_cap/found.js';
import { rulesText, unitText } from '../../src/module_parts/connection_cap/rules.js';
import { readBy, verdictOf } from './ask_module.js';

const wanted = { per_source: 75, ports: [80, 443], exempt: ['192.0.2.1', '2001:db8::/32'] };
const rules = rulesText(wanted);
const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(3)
    .map((line) => line.trim());
const kernel = linesOf(rules);
const whole: Found = { nft: true, rules, unit: unitText, boot: true, loaded: kernel };

it('counts IPv4 addresses and IPv6 /64s, and those that are trusted before that', () => {
  expect(rules).toMatch(
    /ip saddr 192\.0\.2\.1 accept\n +ip6 saddr 2001:db8::\/32 accept\n +tcp dport \{ 80, 443 \}/,
  );
  expect(rules).toContain('{ ip saddr ct count over 75 } reject with tcp reset');
  expect(rules).toContain('{ ip6 saddr & ffff:ffff:ffff:ffff:: ct count over 75 } reject with tcp reset');
});

describe('the verdict', () => {
  it('is nothing where the kernel has it, now and at the next start', () => {
    expect(verdictOf('connection_cap', wanted, whole)).toBeNull();
  });

  it.each<[string, Partial<Found>, object[]]>([
    [
      'a bare host',
      { rules: null, unit: null, boot: false, loaded: [] },
      [
        { name: 'per_source', from: null, to: 75 },
        { name: 'state', from: 'absent', to: 'loaded' },
      ],
    ],
    ['a flushed table', { loaded: [] }, [{ name: 'state', from: 'not loaded', to: 'loaded' }]],
    ['not at the next start', { boot: false }, [{ name: 'state', from: 'outdated', to: 'loaded' }]],
    [
      'a rule that is gone',
      { loaded: kernel.filter((line) => !line.includes('sources6 {')) },
      [{ name: 'state', from: 'outdated', to: 'loaded' }],
    ],
    [
      'another number',
      {
        rules: rulesText({ ...wanted, per_source: 60 }),
        loaded: linesOf(rulesText({ ...wanted, per_source: 60 })),
      },
      [{ name: 'per_source', from: 60, to: 75 }],
    ],
  ])('%s', (_, found, fields) => {
    const verdict = verdictOf('connection_cap', wanted, { ...whole, ...found });
    expect(verdict).toMatchObject({ kind: 'change', fields });
  });

  it('is that nft is missing', () => {
    expect(verdictOf('connection_cap', wanted, { ...whole, nft: false })).toMatchObject({ kind: 'missing' });
  });

  it.each<[string, Partial<Found>, string]>([
    ['is loaded', {}, 'loaded'],
    ['is flushed', { loaded: [] }, 'not loaded'],
    ['is left of a purged nft', { nft: false, loaded: [] }, 'not loaded'],
    ['is a table without its files', { rules: null, unit: null, boot: false }, 'loaded'],
  ])('takes away what %s, and nothing else', (_, found, from) => {
    const verdict = verdictOf('connection_cap', { state: 'absent' }, { ...whole, ...found });
    const per_source = found.rules === null ? [] : [{ name: 'per_source', from: 75, to: null }];
    const fields = [...per_source, { name: 'state', from, to: 'absent' }];
    expect(verdict).toMatchObject({ kind: 'change', fields });
    const nothing = { rules: null, unit: null, boot: false, loaded: [] };
    expect(verdictOf('connection_cap', { state: 'absent' }, { ...whole, ...nothing })).toBeNull();
  });
});

it('reads what a host prints', () => {
  const said = `installed=yes\nboot=yes\n${kernel.map((line) => `loaded=${line}\n`).join('')}\nrules=\n${rules}\nunit=\n${unitText}`;
  expect(readBy('connection_cap', wanted, said)).toEqual({ ...whole, loaded: kernel });
});
