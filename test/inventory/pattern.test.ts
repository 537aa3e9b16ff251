import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/parse.js';
import { selectHosts } from '../../src/inventory/pattern.js';
import { problemsOf } from '../expression/scopes.js';

const inventory = parseInventory(
  'rpc: { hosts: { rpc-01: , rpc-02: , both: } }\nboot: { hosts: { boot-01: , both: } }\nnone: { hosts: }\nv6: { hosts: { "fe80::1": } }',
  'hosts.yml',
);

describe('selects', () => {
  it.each([
    ['all', ['rpc-01', 'rpc-02', 'both', 'boot-01', 'fe80::1']],
    ['*', ['rpc-01', 'rpc-02', 'both', 'boot-01', 'fe80::1']],
    ['boot', ['boot-01', 'both']],
    ['boot-01,rpc-01', ['boot-01', 'rpc-01']],
    ['rpc:boot', ['rpc-01', 'rpc-02', 'both', 'boot-01']],
    ['rpc, boot', ['rpc-01', 'rpc-02', 'both', 'boot-01']],
    ['rpc:&boot', ['both']],
    ['rpc:!boot', ['rpc-01', 'rpc-02']],
    ['!rpc', ['boot-01', 'fe80::1']],
    ['!both:rpc:boot', ['rpc-01', 'rpc-02', 'boot-01']],
    ['rpc-*', ['rpc-01', 'rpc-02']],
    ['*-01', ['rpc-01', 'boot-01']],
    ['rpc-0?', ['rpc-01', 'rpc-02']],
    ['~rpc-0[2-9]', ['rpc-02']],
    ['rpc[0]', ['rpc-01']],
    ['rpc[-1]', ['both']],
    ['rpc[1:]', ['rpc-02', 'both']],
    ['rpc[0:1]:!rpc-01', ['rpc-02']],
    ['localhost', ['localhost']],
    ['rpc-0[!1]', ['rpc-02']],
    ['bo*', ['boot-01', 'both']],
    ['fe80::1', ['fe80::1']],
    ['none', []],
    ['rpc:!all', []],
  ])('%s', (pattern, hosts) => expect(selectHosts(inventory, pattern)).toEqual(hosts));
});

describe('mistakes', () => {
  const place = { file: 'site.yml', line: 2, column: 10 };

  it.each([
    ['rcp', 'site.yml:2:10: there is no host or group "rcp"\n  did you mean "rpc"?'],
    ['zzzzzz', 'site.yml:2:10: there is no host or group "zzzzzz"\n  the inventory names hosts and groups'],
    ['rpc:!rpc-03', 'site.yml:2:10: there is no host or group "rpc-03"\n  did you mean "rpc-01"?'],
    ['web*', 'site.yml:2:10: no host or group matches "web*"'],
    ['~rpc(', 'site.yml:2:10: "~rpc(" is no regular expression\n  a glob needs no ~: rpc-*'],
    ['rpc[7]', 'site.yml:2:10: "rpc[7]": there are only 3 hosts in "rpc"\n  the first is [0], the last [-1]'],
    ['rpc:&', 'site.yml:2:10: the host pattern has an empty part\n  write a name after & and !'],
    [' , ', 'site.yml:2:10: the host pattern is empty\n  write all, or names of hosts or groups'],
  ])('%s', (pattern, problems) => {
    expect(problemsOf(() => selectHosts(inventory, pattern, place))).toBe(problems);
  });
});
