// A host is written into an inventory whose other lines stay as they are; what was written is read back by our own reader.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hostAt, withHost } from '../../src/setup/inventory_text.js';

const entry = new Map<string, string | number>([
  ['domain', 'rpc1.example.org'],
  ['expected_clients', 300],
]);

const long = `# Ours. Do not sort.
---
all:
  vars:
    ansible_user: admin   # everywhere

    acme_email: "a@example.org"
  hosts:
    db1: { ansible_host: 192.0.2.9 }
    # The first one.
    rpc1:
      ansible_host: 192.0.2.1
      domain: old.example.org # to be changed

  children:
    kusama:
      hosts:
        rpc2:
        rpc3:
          proxy: apache2
`;

describe('an inventory that is there', () => {
  it('keeps comments, order and spelling', () => {
    expect(withHost(long, 'inventory.yml', 'rpc1', entry)).toBe(
      long.replace(
        'domain: old.example.org # to be changed\n',
        'domain: rpc1.example.org # to be changed\n      expected_clients: 300\n',
      ),
    );
  });

  it.each([
    [
      'rpc2',
      '        rpc2:\n',
      '        rpc2:\n          domain: rpc1.example.org\n          expected_clients: 300\n',
    ],
    [
      'rpc3',
      'proxy: apache2\n',
      'proxy: apache2\n          domain: rpc1.example.org\n          expected_clients: 300\n',
    ],
    ['db1', 'host: 192.0.2.9 }', 'host: 192.0.2.9, domain: rpc1.example.org, expected_clients: 300 }'],
  ])('finds %s where it stands', (host, before, after) => {
    expect(withHost(long, 'inventory.yml', host, entry)).toBe(long.replace(before, after));
  });

  it('takes one variable away', () => {
    const text = withHost(long, 'inventory.yml', 'rpc3', new Map([['proxy', null]]));
    expect(parse(text).all.children.kusama.hosts.rpc3).toEqual({});
  });

  it.each(['  ', '    '])('is indented by %j as before', (indent) => {
    const text = `all:\n${indent}hosts:\n${indent}${indent}rpc1:\n${indent}${indent}${indent}ansible_host: 192.0.2.1\n`;
    expect(withHost(text, 'inventory.yml', 'rpc9', entry)).toBe(
      `${text}${indent}${indent}rpc9:\n${indent}${indent}${indent}domain: rpc1.example.org\n${indent}${indent}${indent}expected_clients: 300\n`,
    );
  });

  it('without the group all gets it', () => {
    expect(parse(withHost('web:\n  hosts:\n    a:\n', 'inventory.yml', 'rpc1', entry))).toEqual({
      web: { hosts: { a: null } },
      all: { hosts: { rpc1: Object.fromEntries(entry) } },
    });
  });
});

it.each([
  ['rpc2', 'rpc2', 'rpc2'],
  ['192.0.2.1', '192.0.2.1', 'rpc1'],
  ['192.0.2.8', '192.0.2.8', undefined],
])('%s is %s', (name, address, host) => {
  expect(hostAt(long, name, address)).toBe(host);
});

it('says the same when it is said twice', () => {
  const value = fc.oneof(fc.string(), fc.integer({ min: -999, max: 999 }), fc.boolean());
  const variables = fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), value, { maxKeys: 4 });
  fc.assert(
    fc.property(fc.constantFrom(undefined, long, ''), variables, (text, record) => {
      const map = new Map(Object.entries(record));
      const once = withHost(text, 'inventory.yml', 'rpc1', map);
      expect(withHost(once, 'inventory.yml', 'rpc1', map)).toBe(once);
      expect(parse(once).all.hosts.rpc1 ?? {}).toMatchObject(record);
    }),
  );
});

it.each([['[web]\nrpc1\n'], ['- a\n- b\n'], ['all: [']])('refuses %j', (text) => {
  expect(() => withHost(text, 'inventory.ini', 'rpc1', entry)).toThrow(
    'inventory.ini is no inventory in YAML, and setup writes into no other',
  );
});
