// Plain names that decide how a host is reached are told, once each, and only where they do.

import { expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/parse.js';
import { plainNamesIn } from '../../src/inventory/plain_names.js';
import { formatProblem } from '../../src/problem.js';

it.each([
  [
    'all: { hosts: { h1: , h2: }, vars: { port: 9944 } }',
    ['i.yml:1:44: the variable "port" decides the port of SSH'],
  ],
  [
    'all: { hosts: { h1: { user: polkadot, host: x } } }',
    [
      'i.yml:1:45: the variable "host" decides what is connected to',
      'i.yml:1:29: the variable "user" decides who logs in',
    ],
  ],
  ['all: { hosts: { h1: { port: 9944, ansible_port: 22 } } }', []],
  ['all: { hosts: { h1: { ansible_host: x, node_port: 9944 } } }', []],
])('%s', (text, told) => {
  const lines = plainNamesIn(parseInventory(text, 'i.yml').hosts.values()).map(formatProblem);
  expect(lines.map((line) => line.split(' here,')[0])).toEqual(told);
});
