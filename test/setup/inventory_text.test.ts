// A host is written into an inventory whose other lines stay as they are; what was written is read back by our own reader.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hostAt, withHost } from '../../src/setup/conversation/inventory_text.js';

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

  it.each(['all:\n', 'all: # ours\n', 'all:\n  hosts:\n', 'all:\n  hosts: # ours\n', 'all:\n  vars: {}\n'])(
    'gets hosts where it has none: %j',
    (text) => {
      const written = withHost(text, 'inventory.yml', 'rpc1', entry);
      expect(parse(written).all.hosts).toEqual({ rpc1: Object.fromEntries(entry) });
      expect(written.includes('# ours')).toBe(text.includes('# ours'));
    },
  );

  it.each(['all:\n  hosts:\n    rpc1:   # the first\n', 'all:\n  hosts:\n    rpc1: *defaults\n', long])(
    'stays as it is where there is nothing to say: %j',
    (text) => {
      const whole = text.includes('*') ? `x-defaults: &defaults { proxy: nginx }\n${text}` : text;
      expect(withHost(whole, 'inventory.yml', 'rpc1', new Map())).toBe(whole);
    },
  );

  it.each([
    ['*defaults', 11],
    ['!secret |\n        abc', 19],
    ['[a]', 11],
  ])('is refused rather than that %j is lost', (value, column) => {
    const text = `web:\n  vars: &defaults { proxy: nginx }\nall:\n  hosts:\n    rpc1: ${value}\n`;
    expect(() => withHost(text, 'inventory.yml', 'rpc1', entry)).toThrow(
      `inventory.yml:5:${column}: setup cannot write into all.hosts.rpc1\n  its variables are an alias or sealed: write them out`,
    );
  });

  it.each([
    ['all: [a]\n', '1:6: setup cannot write into all\n'],
    ['all:\n  hosts: [a]\n', '2:10: setup cannot write into all.hosts\n'],
    ['all:\n  vars: &v {}\n  hosts: *v\n', '3:10: setup cannot write into all.hosts\n'],
  ])('is refused where its hosts are no map: %j', (text, problem) => {
    expect(() => withHost(text, 'inventory.yml', 'rpc1', entry)).toThrow(`inventory.yml:${problem}`);
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

describe('one of several endpoints', () => {
  const own = (name: string) => ({ name, variables: new Map([['domain', 'b.example.org']]) });

  it('is put beside the one that stood alone, of which nothing changes', () => {
    expect(withHost(long, 'inventory.yml', 'rpc1', new Map(), own('b'))).toBe(
      long.replace(
        '# to be changed\n',
        '# to be changed\n      endpoints:\n        - {}\n        - name: b\n          domain: b.example.org\n',
      ),
    );
  });

  const list = `all:
  hosts:
    rpc1:
      endpoints:
        # The first.
        - domain: a.example.org
        - { name: b, domain: old.example.org } # the other
`;
  it.each([
    ['b', 'old.example.org', 'b.example.org'],
    ['', 'a.example.org', 'b.example.org'],
    ['c', '# the other\n', '# the other\n        - name: c\n          domain: b.example.org\n'],
  ])('is changed where it stands, or put behind the others: %j', (name, before, after) => {
    expect(withHost(list, 'inventory.yml', 'rpc1', new Map(), own(name))).toBe(list.replace(before, after));
  });

  it('is not written into what is no list', () => {
    const sealed = 'all:\n  hosts:\n    rpc1:\n      endpoints: "{{ours}}"\n';
    expect(() => withHost(sealed, 'inventory.yml', 'rpc1', new Map(), own('b'))).toThrow(
      'endpoints is no list that setup can write into',
    );
  });
});
