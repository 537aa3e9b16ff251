import { describe, expect, it } from 'vitest';
import { hostVariables } from '../../src/inventory/list.js';
import { magicVariables } from '../../src/inventory/magic.js';
import { parseInventory } from '../../src/inventory/parse.js';
import { problemsOf } from '../expression/scopes.js';

const read = (text: string) => parseInventory(text, 'hosts.yml');

function varsOf(text: string, host: string): Record<string, unknown> {
  return hostVariables(read(text).hosts.get(host)?.levels ?? {});
}

const sample = `
all:
  hosts:
    lone:
  vars: { who: all, where: all }
  children:
    proxies:
      children:
        rpc:
          hosts:
            rpc-[01:03].x: { who: host }
            shared:
          vars: { where: rpc, level: rpc }
      vars: { where: proxies, level: proxies, deep: proxies }
boot:
  hosts:
    shared: { port: 30333 }
    rpc-02.x:
  vars: { level: boot }
`;

describe('hosts and groups', () => {
  const { hosts, groups } = read(sample);

  it('are in the order of the file', () => {
    expect([...hosts.keys()]).toEqual(['lone', 'rpc-01.x', 'rpc-02.x', 'rpc-03.x', 'shared']);
    const members = [...groups].map(([name, group]) => [name, group.members] as const);
    expect(Object.fromEntries(members)).toEqual({
      all: ['lone', 'shared', 'rpc-02.x', 'rpc-01.x', 'rpc-03.x'],
      boot: ['shared', 'rpc-02.x'],
      proxies: ['rpc-01.x', 'rpc-02.x', 'rpc-03.x', 'shared'],
      rpc: ['rpc-01.x', 'rpc-02.x', 'rpc-03.x', 'shared'],
      ungrouped: ['lone'],
    });
  });

  it('know their groups, parents first', () => {
    expect(hosts.get('shared')).toMatchObject({
      groups: ['boot', 'proxies', 'rpc'],
      place: { line: 12, column: 13 },
    });
    expect(hosts.get('lone')?.groups).toEqual(['ungrouped']);
  });

  it('have magic variables', () => {
    const host = hosts.get('rpc-02.x');
    const magic = host && magicVariables(read(sample))(host);
    expect(magic?.get('inventory_hostname_short')).toMatchObject({ kind: 'final', value: 'rpc-02' });
    expect(magic?.get('group_names')).toMatchObject({ value: ['boot', 'proxies', 'rpc'] });
    expect(magic?.get('groups')).toMatchObject({ value: { boot: ['shared', 'rpc-02.x'] } });
  });
});

describe('which variable wins', () => {
  it.each([
    ['lone', { who: 'all', where: 'all' }],
    ['rpc-01.x', { who: 'host', where: 'rpc', level: 'rpc', deep: 'proxies' }],
    ['shared', { who: 'all', where: 'rpc', level: 'rpc', deep: 'proxies', port: 30333 }],
  ])('%s', (host, vars) => expect(varsOf(sample, host)).toEqual(vars));

  it('among groups of one depth the alphabetically last', () => {
    const text = 'b: { hosts: { h: }, vars: { v: b } }\na: { hosts: { h: }, vars: { v: a } }';
    expect(varsOf(text, 'h')).toEqual({ v: 'b' });
  });

  it('the host wins wherever it is written', () => {
    const text = 'a: { hosts: { h: { v: own } } }\nz: { hosts: { h: }, vars: { v: z } }';
    expect(varsOf(text, 'h')).toEqual({ v: 'own' });
  });

  it('a group may be described in several places', () => {
    const text = 'all: { children: { a: } }\na: { hosts: { h: }, vars: { v: 1 } }';
    expect(varsOf(text, 'h')).toEqual({ v: 1 });
  });
});

describe('ranges', () => {
  it.each([
    ['h[1:3]', ['h1', 'h2', 'h3']],
    ['h[08:10].x', ['h08.x', 'h09.x', 'h10.x']],
    ['h[a:c]', ['ha', 'hb', 'hc']],
    ['h[0:4:2]', ['h0', 'h2', 'h4']],
    ['h[1:2][a:b]', ['h1a', 'h1b', 'h2a', 'h2b']],
    ['"fe80::1"', ['fe80::1']],
  ])('%s', (name, hosts) => expect([...read(`all:\n  hosts:\n    ${name}:`).hosts.keys()]).toEqual(hosts));
});

describe('mistakes', () => {
  it.each([
    ['a:\n---\nb:', 'hosts.yml:3:1: an inventory is one YAML document'],
    ['- h1', 'hosts.yml:1:1: expected groups with their hosts, found a list'],
    [
      'plugin: aws_ec2',
      'hosts.yml:1:1: inventory plugins are not supported\n  write the hosts, or the output of ansible-inventory --list --yaml',
    ],
    ['all:\n  host:\n    h1:', 'hosts.yml:2:3: unknown key "host" in a group\n  did you mean "hosts"?'],
    [
      'all:\n  hosts: [h1, h2]',
      'hosts.yml:2:10: hosts is a map, not a list\n  write each name as a key of its own, with a colon after it',
    ],
    ['all:\n  hosts: 1', 'hosts.yml:2:10: expected names of hosts, found 1'],
    ['all:\n  hosts:\n    h1: x', 'hosts.yml:3:9: expected variables with their values, found the text "x"'],
    ['all:\n  vars: 12', 'hosts.yml:2:9: expected variables with their values, found 12'],
    [
      'a: { children: { b: } }\nb: { children: { a: } }',
      'hosts.yml:2:18: a group cannot be below itself: a -> b -> a',
    ],
    [
      'all: { hosts: { "h[3:1]": } }',
      'hosts.yml:1:17: "h[3:1]" is no range of hosts\n  write [1:9], [01:09], [a:f] or [0:10:2]',
    ],
    ['all:\n  hosts:\n    h1:\n    h1:', 'hosts.yml:4:5: duplicate key "h1"\n  it is already in line 3'],
  ])('%j', (text, problems) => expect(problemsOf(() => read(text))).toBe(problems));
});
